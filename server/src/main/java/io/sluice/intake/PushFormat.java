package io.sluice.intake;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.format.openmetrics.OpenMetricsParser;
import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.format.text.TextParser;
import io.sluice.go.GoQuote;
import io.sluice.model.Names;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The format of a pushed body. One exact content type means protobuf, the media type of
/// OpenMetrics means OpenMetrics; all others, including missing and malformed ones, mean text.
public enum PushFormat {
  TEXT,
  PROTOBUF,
  OPENMETRICS;

  private static final Set<String> OPENMETRICS_VERSIONS = Set.of("1.0.0", "0.0.1");

  /// The format of a body with this content type.
  ///
  /// @throws ParseException if it is OpenMetrics in an unsupported version or charset
  public static PushFormat of(@Nullable String contentType) throws ParseException {
    if (contentType == null) {
      return TEXT;
    }
    String[] parts = contentType.split(";", 2);
    Map<String, String> parameters = parts.length == 1 ? Map.of() : parameters(parts[1]);
    return switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
      case "application/vnd.google.protobuf" -> isDelimited(parameters) ? PROTOBUF : TEXT;
      case "application/openmetrics-text" -> {
        checkOpenMetrics(parameters);
        yield OPENMETRICS;
      }
      default -> TEXT;
    };
  }

  private static boolean isDelimited(Map<String, String> parameters) {
    return "delimited".equals(parameters.get("encoding"))
        && "io.prometheus.client.MetricFamily".equals(parameters.get("proto"));
  }

  private static void checkOpenMetrics(Map<String, String> parameters) throws ParseException {
    String version = parameters.get("version");
    if (version != null && !OPENMETRICS_VERSIONS.contains(version)) {
      throw new ParseException("unsupported OpenMetrics version " + GoQuote.quote(version));
    }
    String charset = parameters.get("charset");
    if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
      throw new ParseException("unsupported OpenMetrics charset " + GoQuote.quote(charset));
    }
  }

  /// Whether a body consists of lines.
  boolean hasLines() {
    return this != PROTOBUF;
  }

  ParsedBody parse(byte[] body, Names names, ParseLimits limits) throws ParseException {
    return switch (this) {
      case TEXT -> TextParser.parse(body, names, limits);
      case PROTOBUF -> ProtobufParser.parse(body, limits);
      case OPENMETRICS -> OpenMetricsParser.parse(body, names, limits);
    };
  }

  /// The parameters by lower-case name; none if any is malformed or a duplicate.
  private static Map<String, String> parameters(String list) {
    var parameters = new HashMap<String, String>();
    for (String parameter : list.split(";", -1)) {
      if (parameter.isBlank()) {
        continue;
      }
      int equals = parameter.indexOf('=');
      if (equals < 0) {
        return Map.of();
      }
      String name = parameter.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      if (parameters.put(name, unquoted(parameter.substring(equals + 1).strip())) != null) {
        return Map.of();
      }
    }
    return parameters;
  }

  private static String unquoted(String value) {
    boolean isQuoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return isQuoted ? value.substring(1, value.length() - 1).replace("\\", "") : value;
  }
}
