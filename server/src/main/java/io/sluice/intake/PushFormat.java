package io.sluice.intake;

import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.format.text.TextParser;
import io.sluice.model.Names;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a pushed body is written in. One exact content type means protobuf; all others, none at all
/// and those that cannot be read mean text.
public enum PushFormat {
  TEXT,
  PROTOBUF;

  public static PushFormat of(@Nullable String contentType) {
    if (contentType == null) {
      return TEXT;
    }
    int semicolon = contentType.indexOf(';');
    if (semicolon < 0
        || !contentType
            .substring(0, semicolon)
            .strip()
            .equalsIgnoreCase("application/vnd.google.protobuf")) {
      return TEXT;
    }
    Map<String, String> parameters = parameters(contentType.substring(semicolon + 1));
    boolean isDelimited =
        "delimited".equals(parameters.get("encoding"))
            && "io.prometheus.client.MetricFamily".equals(parameters.get("proto"));
    return isDelimited ? PROTOBUF : TEXT;
  }

  ParsedBody parse(byte[] body, Names names, ParseLimits limits) throws ParseException {
    return switch (this) {
      case TEXT -> TextParser.parse(body, names, limits);
      case PROTOBUF -> ProtobufParser.parse(body, limits);
    };
  }

  /// The parameters by lower-case name; none if any is malformed or named twice.
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
