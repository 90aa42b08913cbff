package io.sluice.web.request;

import io.sluice.model.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The query parameters of a URL. A plus is decoded to a space.
public final class QueryParameters {
  private static final QueryParameters NONE = new QueryParameters(Map.of());

  private final Map<String, List<String>> nameToValues;

  private QueryParameters(Map<String, List<String>> nameToValues) {
    this.nameToValues = nameToValues;
  }

  /// Reads `a=1&b=2`.
  ///
  /// @param query undecoded, one byte per char, or null
  public static QueryParameters parse(@Nullable String query) throws InvalidRequestException {
    return parse(query, QueryParameters::text);
  }

  /// Parses `a=1&b=2`, and keeps invalid percent escapes unchanged.
  ///
  /// @param query undecoded, one byte per char, or null
  static QueryParameters parseLeniently(@Nullable String query) throws InvalidRequestException {
    return parse(query, QueryParameters::textOrAsItStands);
  }

  private interface Decoding {
    String decode(String escaped) throws InvalidRequestException;
  }

  private static QueryParameters parse(@Nullable String query, Decoding decoding)
      throws InvalidRequestException {
    if (query == null) {
      return NONE;
    }
    var nameToValues = new LinkedHashMap<String, List<String>>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decoding.decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoding.decode(pair.substring(equals + 1));
      if (!pair.isEmpty()) {
        nameToValues.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    return new QueryParameters(nameToValues);
  }

  /// All parameter names.
  Set<String> names() {
    return nameToValues.keySet();
  }

  /// All values of a parameter.
  public List<String> all(String name) {
    return nameToValues.getOrDefault(name, List.of());
  }

  /// The first value of a parameter; empty if there is none.
  public String first(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? "" : values.getFirst();
  }

  /// The value of an integer parameter.
  public long number(String name, long byDefault, long min, long max)
      throws InvalidRequestException {
    String text = first(name);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    throw new InvalidRequestException(
        "invalid parameter \"%s\": must be a whole number from %d to %d".formatted(name, min, max));
  }

  /// The value of a boolean parameter; false if it is missing.
  public boolean flag(String name) throws InvalidRequestException {
    return switch (first(name)) {
      case "", "false" -> false;
      case "true" -> true;
      default ->
          throw new InvalidRequestException(
              "invalid parameter \"%s\": must be true or false".formatted(name));
    };
  }

  /// Decodes percent escapes, one byte per char.
  public static String unescaped(String escaped) throws InvalidRequestException {
    if (escaped.indexOf('%') < 0) {
      return escaped;
    }
    var result = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '%') {
        result.append((char) (digit(escaped, i + 1) << 4 | digit(escaped, i + 2)));
        i += 2;
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }

  private static int digit(String escaped, int at) throws InvalidRequestException {
    char c = at < escaped.length() ? escaped.charAt(at) : 0;
    int digit = c < 0x80 ? Character.digit(c, 16) : -1;
    if (digit < 0) {
      throw new InvalidRequestException("malformed percent escape in the query");
    }
    return digit;
  }

  private static String textOrAsItStands(String escaped) {
    try {
      return text(escaped);
    } catch (InvalidRequestException _) {
      return escaped;
    }
  }

  private static String text(String escaped) throws InvalidRequestException {
    String bytes = unescaped(escaped.replace('+', ' '));
    return Utf8.decode(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }
}
