package io.sluice.web.request;

import io.sluice.gateway.PushRequest;
import io.sluice.go.GoQuote;
import io.sluice.http.Request;
import java.util.List;

/// Determines what the metrics of a request replace in the group.
public final class PushMode {
  private static final String SERIES = "series";

  private PushMode() {}

  /// The mode of a request; with `?merge=series`, a POST replaces single series.
  ///
  /// @param usual the mode according to its path and method
  public static PushRequest.Mode of(Request request, PushRequest.Mode usual)
      throws InvalidRequestException {
    if (request.query() == null) {
      return usual;
    }
    List<String> merge = QueryParameters.parseLeniently(request.query()).all("merge");
    if (merge.isEmpty()) {
      return usual;
    }
    if (!merge.equals(List.of(SERIES))) {
      throw new InvalidRequestException(
          "invalid parameter \"merge\": must be series, got "
              + GoQuote.quote(String.join(",", merge)));
    }
    return switch (usual) {
      case REPLACE_FAMILIES, REPLACE_SERIES -> PushRequest.Mode.REPLACE_SERIES;
      case REPLACE_GROUP ->
          throw new InvalidRequestException(
              "invalid parameter \"merge\": PUT replaces the whole group");
      case AGGREGATE ->
          throw new InvalidRequestException(
              "invalid parameter \"merge\": pushes to /aggregate are aggregated");
    };
  }
}
