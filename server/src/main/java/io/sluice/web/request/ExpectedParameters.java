package io.sluice.web.request;

import io.sluice.http.Request;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The parameters that an endpoint accepts, and whether it accepts a body.
///
/// All other requests are refused. A typo in the name of a parameter must not make a request do
/// more than intended.
///
/// @param single those that may be given once
/// @param repeatable those that may be given more than once
public record ExpectedParameters(Set<String> single, Set<String> repeatable, boolean hasBody) {
  public static final ExpectedParameters NONE = of();

  public ExpectedParameters {
    single = Set.copyOf(single);
    repeatable = Set.copyOf(repeatable);
  }

  public static ExpectedParameters of(String... single) {
    return new ExpectedParameters(Set.of(single), Set.of(), false);
  }

  public ExpectedParameters andMany(String... names) {
    return new ExpectedParameters(single, Set.of(names), hasBody);
  }

  public ExpectedParameters andBody() {
    return new ExpectedParameters(single, repeatable, true);
  }

  /// The parameters of a request, none of which is empty.
  ///
  /// @throws InvalidRequestException if there is an unexpected, empty or wrongly repeated
  ///   parameter, or an unexpected body
  public QueryParameters read(Request request) throws InvalidRequestException {
    QueryParameters parameters = QueryParameters.parse(request.query());
    for (String name : parameters.names()) {
      check(name, parameters.all(name));
    }
    if (!hasBody && request.body().length > 0) {
      throw new InvalidRequestException("unexpected body: " + expected() + " go into the URL");
    }
    return parameters;
  }

  private void check(String name, List<String> values) throws InvalidRequestException {
    if (!single.contains(name) && !repeatable.contains(name)) {
      throw new InvalidRequestException(
          "unknown parameter \"%s\": expected %s".formatted(name, expected()));
    }
    if (values.contains("")) {
      throw new InvalidRequestException("invalid parameter \"%s\": it is empty".formatted(name));
    }
    if (values.size() > 1 && single.contains(name)) {
      throw new InvalidRequestException(
          "invalid parameter \"%s\": it is given %d times".formatted(name, values.size()));
    }
  }

  private String expected() {
    var names = new TreeSet<>(single);
    names.addAll(repeatable);
    return names.isEmpty() ? "no parameters" : "the parameters " + String.join(", ", names);
  }
}
