package io.sluice.format.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.otlp.proto.ExportMetricsServiceRequest;
import io.sluice.model.Utf8;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Parses a request in JSON: protobuf's JSON mapping with OTLP's changes. Trace identifiers are
/// hexadecimal, unknown names are ignored, and only lowerCamelCase names are supported.
final class JsonRequest {
  private static final Set<String> HEXADECIMAL = Set.of("traceId", "spanId");
  private static final int CHUNK = 8192;
  private static final double TWO_TO_63 = 0x1p63;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4 * MessageSize.MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /// The fields of each message type, by their JSON names.
  private static final Map<Descriptor, Map<String, FieldDescriptor>> FIELDS =
      fields(ExportMetricsServiceRequest.getDescriptor(), new HashMap<>());

  /// Invalid JSON for the expected message.
  private static final class Malformed extends IOException {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  private final JsonParser in;
  private final MessageSize size;

  private JsonRequest(JsonParser in, ParseLimits limits) {
    this.in = in;
    this.size = new MessageSize(limits);
  }

  static ExportMetricsServiceRequest read(byte[] body, ParseLimits limits) throws ParseException {
    requireUtf8(body);
    try (JsonParser in = JSON.createParser(body)) {
      var request = ExportMetricsServiceRequest.newBuilder();
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new Malformed("expected an object");
      }
      new JsonRequest(in, limits).readMessage(request, 1);
      if (in.nextToken() != null) {
        throw new Malformed("unexpected data after the object");
      }
      return request.build();
    } catch (Malformed e) {
      throw new ParseException("invalid OTLP JSON: " + e.getMessage());
    } catch (IOException _) {
      throw new ParseException("invalid JSON");
    }
  }

  private void readMessage(Message.Builder message, int depth) throws IOException, ParseException {
    if (depth > MessageSize.MAX_DEPTH) {
      throw new Malformed("nested too deeply");
    }
    Map<String, FieldDescriptor> fields =
        Objects.requireNonNull(FIELDS.get(message.getDescriptorForType()));
    while (in.nextToken() != JsonToken.END_OBJECT) {
      FieldDescriptor field = fields.get(in.currentName());
      in.nextToken();
      if (field == null) {
        in.skipChildren();
      } else if (in.currentToken() != JsonToken.VALUE_NULL) {
        readField(message, field, depth);
      }
    }
  }

  private void readField(Message.Builder message, FieldDescriptor field, int depth)
      throws IOException, ParseException {
    if (!field.isRepeated()) {
      message.setField(field, readValue(message, field, depth));
      return;
    }
    require(JsonToken.START_ARRAY, field, "a list");
    message.clearField(field); // the last of duplicate names is used
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        continue;
      }
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        size.more(1);
      }
      message.addRepeatedField(field, readValue(message, field, depth));
    }
  }

  private Object readValue(Message.Builder message, FieldDescriptor field, int depth)
      throws IOException, ParseException {
    return switch (field.getType()) {
      case MESSAGE -> {
        require(JsonToken.START_OBJECT, field, "an object");
        size.more(field.getMessageType());
        Message.Builder inner = message.newBuilderForField(field);
        readMessage(inner, depth + 1);
        yield inner.build();
      }
      case STRING -> readText(field);
      case BYTES -> readBytes(field);
      case BOOL -> readBool(field);
      case DOUBLE -> readDouble(field);
      case ENUM -> readEnum(field);
      case INT64, SFIXED64 -> readLong(field, false);
      case UINT64, FIXED64 -> readLong(field, true);
      case INT32, SINT32 -> readInt(field, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT32 -> readInt(field, 0, 0xFFFF_FFFFL);
      case FLOAT, GROUP, FIXED32, SFIXED32, SINT64 ->
          throw new IllegalStateException("type of " + field);
    };
  }

  private String readText(FieldDescriptor field) throws IOException {
    require(JsonToken.VALUE_STRING, field, "a text");
    String text = in.getText();
    if (!Utf8.isValid(text)) {
      throw new Malformed(field.getJsonName() + " is not UTF-8");
    }
    return text;
  }

  private ByteString readBytes(FieldDescriptor field) throws IOException {
    String text = readText(field);
    try {
      return ByteString.copyFrom(
          HEXADECIMAL.contains(field.getJsonName())
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
    } catch (IllegalArgumentException _) {
      throw new Malformed(field.getJsonName() + " cannot be decoded");
    }
  }

  private boolean readBool(FieldDescriptor field) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_TRUE && in.currentToken() != JsonToken.VALUE_FALSE) {
      throw expected(field, "true or false");
    }
    return in.currentToken() == JsonToken.VALUE_TRUE;
  }

  private double readDouble(FieldDescriptor field) throws IOException {
    double number;
    if (in.currentToken().isNumeric()) {
      number = in.getDoubleValue();
    } else {
      String text = readText(field);
      switch (text) {
        case "NaN" -> {
          return Double.NaN;
        }
        case "Infinity" -> {
          return Double.POSITIVE_INFINITY;
        }
        case "-Infinity" -> {
          return Double.NEGATIVE_INFINITY;
        }
        default -> number = parsed(text, field);
      }
    }
    if (!Double.isFinite(number)) {
      throw expected(field, "a number within range");
    }
    return number;
  }

  /// Parses a number in a string, which must have the format of a JSON number.
  private static double parsed(String text, FieldDescriptor field) throws IOException {
    boolean isDecimal =
        !text.isEmpty() && text.chars().allMatch(c -> "+-.0123456789eE".indexOf(c) >= 0);
    try {
      if (isDecimal) {
        return Double.parseDouble(text);
      }
    } catch (NumberFormatException _) {
      // reported below
    }
    throw expected(field, "a number");
  }

  private long readLong(FieldDescriptor field, boolean isUnsigned) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      return whole(in.getDoubleValue(), isUnsigned, field);
    }
    String digits =
        in.currentToken() == JsonToken.VALUE_NUMBER_INT ? in.getText() : readText(field);
    try {
      return isUnsigned ? Long.parseUnsignedLong(digits) : Long.parseLong(digits);
    } catch (NumberFormatException _) {
      return whole(parsed(digits, field), isUnsigned, field);
    }
  }

  /// Parses an integer that is written with a point or an exponent.
  private static long whole(double number, boolean isUnsigned, FieldDescriptor field)
      throws IOException {
    boolean isInRange = number < TWO_TO_63 && number >= (isUnsigned ? 0 : -TWO_TO_63);
    if (!isInRange || number != Math.rint(number)) {
      throw expected(field, "a whole number within range");
    }
    return (long) number;
  }

  private int readInt(FieldDescriptor field, long lowest, long highest) throws IOException {
    long number = readLong(field, false);
    if (number < lowest || number > highest) {
      throw expected(field, "a whole number within range");
    }
    return (int) number;
  }

  private EnumValueDescriptor readEnum(FieldDescriptor field) throws IOException {
    EnumDescriptor type = field.getEnumType();
    if (in.currentToken() == JsonToken.VALUE_STRING) {
      EnumValueDescriptor value = type.findValueByName(in.getText());
      if (value == null) {
        throw expected(field, "one of the names of " + type.getName());
      }
      return value;
    }
    return type.findValueByNumberCreatingIfUnknown(
        readInt(field, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  private void require(JsonToken token, FieldDescriptor field, String what) throws IOException {
    if (in.currentToken() != token) {
      throw expected(field, what);
    }
  }

  private static Malformed expected(FieldDescriptor field, String what) {
    return new Malformed("%s: expected %s".formatted(field.getJsonName(), what));
  }

  private static Map<Descriptor, Map<String, FieldDescriptor>> fields(
      Descriptor type, Map<Descriptor, Map<String, FieldDescriptor>> known) {
    if (!known.containsKey(type)) {
      var byName = new HashMap<String, FieldDescriptor>();
      known.put(type, byName);
      for (FieldDescriptor field : type.getFields()) {
        byName.put(field.getJsonName(), field);
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
          var _ = fields(field.getMessageType(), known);
        }
      }
    }
    return known;
  }

  /// The parser would accept some invalid UTF-8, such as surrogates.
  private static void requireUtf8(byte[] body) throws ParseException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer chars = CharBuffer.allocate(CHUNK);
    while (true) {
      var result = decoder.decode(bytes, chars, true);
      if (result.isError()) {
        throw new ParseException("the body is not UTF-8");
      }
      if (result.isUnderflow()) {
        return;
      }
      chars.clear();
    }
  }
}
