package io.sluice.format.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.InvalidProtocolBufferException;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.otlp.proto.ExportMetricsPartialSuccess;
import io.sluice.format.otlp.proto.ExportMetricsServiceRequest;
import io.sluice.format.otlp.proto.ExportMetricsServiceResponse;
import io.sluice.format.otlp.proto.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The encoding of a request and of its response.
public enum OtlpEncoding {
  PROTOBUF("application/x-protobuf"),
  JSON("application/json");

  private static final JsonFactory JSON_OUT = new JsonFactory();

  private final String contentType;

  OtlpEncoding(String contentType) {
    this.contentType = contentType;
  }

  /// The encoding for a `Content-Type`, with or without parameters; null if it is unknown.
  public static @Nullable OtlpEncoding of(@Nullable String contentType) {
    if (contentType == null) {
      return null;
    }
    int semicolon = contentType.indexOf(';');
    String type =
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .strip()
            .toLowerCase(Locale.ROOT);
    for (OtlpEncoding encoding : values()) {
      if (encoding.contentType.equals(type)) {
        return encoding;
      }
    }
    return null;
  }

  public String contentType() {
    return contentType;
  }

  /// Parses a request.
  ///
  /// @throws ParseException if it is malformed or exceeds a limit
  public OtlpRequest read(byte[] body, ParseLimits limits) throws ParseException {
    if (this == JSON) {
      return new OtlpRequest(JsonRequest.read(body, limits));
    }
    MessageSize.check(body, limits);
    try {
      return new OtlpRequest(ExportMetricsServiceRequest.parseFrom(body));
    } catch (InvalidProtocolBufferException _) {
      throw new ParseException("invalid OTLP protobuf");
    }
  }

  /// The response to a request that was accepted completely or partially.
  ///
  /// @param rejected the number of rejected points
  public byte[] success(long rejected, String message) {
    if (rejected == 0 && message.isEmpty()) {
      return this == JSON ? new byte[] {'{', '}'} : new byte[0];
    }
    if (this == PROTOBUF) {
      return ExportMetricsServiceResponse.newBuilder()
          .setPartialSuccess(
              ExportMetricsPartialSuccess.newBuilder()
                  .setRejectedDataPoints(rejected)
                  .setErrorMessage(message))
          .build()
          .toByteArray();
    }
    return json(
        out -> {
          out.writeStartObject();
          out.writeObjectFieldStart("partialSuccess");
          out.writeStringField("rejectedDataPoints", String.valueOf(rejected));
          out.writeStringField("errorMessage", message);
          out.writeEndObject();
          out.writeEndObject();
        });
  }

  /// The response to a failed request: a `google.rpc.Status`.
  ///
  /// @param code one of `google.rpc.Code`
  public byte[] status(int code, String message) {
    if (this == PROTOBUF) {
      return Status.newBuilder().setCode(code).setMessage(message).build().toByteArray();
    }
    return json(
        out -> {
          out.writeStartObject();
          out.writeNumberField("code", code);
          out.writeStringField("message", message);
          out.writeEndObject();
        });
  }

  @FunctionalInterface
  private interface Value {
    void write(JsonGenerator out) throws IOException;
  }

  private static byte[] json(Value value) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON_OUT.createGenerator(bytes)) {
      value.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
