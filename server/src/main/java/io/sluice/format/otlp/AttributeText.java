package io.sluice.format.otlp;

import io.sluice.format.otlp.proto.AnyValue;
import io.sluice.format.otlp.proto.KeyValue;
import io.sluice.go.GoFloat;
import io.sluice.model.Utf8;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.Locale;
import java.util.TreeMap;

/// The text of an attribute's value, as in Go's OpenTelemetry libraries and therefore in
/// Prometheus: lists and maps in the format of `encoding/json`, maps sorted by key.
final class AttributeText {
  private static final double LOWEST_PLAIN = 1e-6;
  private static final double LOWEST_HIGH = 1e21;

  private AttributeText() {}

  static String of(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> String.valueOf(value.getBoolValue());
      case INT_VALUE -> String.valueOf(value.getIntValue());
      case DOUBLE_VALUE -> number(value.getDoubleValue());
      case BYTES_VALUE -> base64(value);
      case ARRAY_VALUE, KVLIST_VALUE -> {
        var json = new StringBuilder();
        // If a number cannot be represented in JSON, the whole value becomes empty.
        yield write(json, value) ? json.toString() : "";
      }
      case VALUE_NOT_SET -> "";
    };
  }

  private static boolean write(StringBuilder json, AnyValue value) {
    switch (value.getValueCase()) {
      case STRING_VALUE -> quote(json, value.getStringValue());
      case BYTES_VALUE -> json.append('"').append(base64(value)).append('"');
      case ARRAY_VALUE -> {
        return writeList(json, value);
      }
      case KVLIST_VALUE -> {
        return writeMap(json, value);
      }
      case VALUE_NOT_SET -> json.append("null");
      case DOUBLE_VALUE -> {
        json.append(number(value.getDoubleValue()));
        return Double.isFinite(value.getDoubleValue());
      }
      case BOOL_VALUE, INT_VALUE -> json.append(of(value));
    }
    return true;
  }

  private static boolean writeList(StringBuilder json, AnyValue list) {
    json.append('[');
    String separator = "";
    for (AnyValue element : list.getArrayValue().getValuesList()) {
      json.append(separator);
      if (!write(json, element)) {
        return false;
      }
      separator = ",";
    }
    json.append(']');
    return true;
  }

  private static boolean writeMap(StringBuilder json, AnyValue map) {
    var sorted = new TreeMap<String, AnyValue>(Utf8.BYTE_ORDER);
    for (KeyValue pair : map.getKvlistValue().getValuesList()) {
      sorted.put(pair.getKey(), pair.getValue());
    }
    json.append('{');
    String separator = "";
    for (var entry : sorted.entrySet()) {
      json.append(separator);
      quote(json, entry.getKey());
      json.append(':');
      if (!write(json, entry.getValue())) {
        return false;
      }
      separator = ",";
    }
    json.append('}');
    return true;
  }

  private static String base64(AnyValue value) {
    return Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
  }

  /// A number in the JSON format of Go.
  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "json: unsupported value: " + GoFloat.formatPlain(value);
    }
    double magnitude = Math.abs(value);
    if (magnitude == 0) {
      return GoFloat.formatPlain(value);
    }
    if (magnitude >= LOWEST_PLAIN && magnitude < LOWEST_HIGH) {
      String plain = new BigDecimal(Double.toString(value)).toPlainString();
      return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
    }
    return GoFloat.formatPlain(value).replace("e-0", "e-");
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ' || "<>&\u2028\u2029".indexOf(c) >= 0) {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
