package io.sluice.format.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.otlp.proto.AnyValue;
import io.sluice.format.otlp.proto.ExportMetricsServiceRequest;
import io.sluice.format.otlp.proto.KeyValue;
import io.sluice.format.protobuf.ProtobufElements;
import java.io.IOException;

/// Counts the elements of a request without decoding it, so that the objects of a request cannot be
/// many times larger than the limits intend.
///
/// Every message, list element and unknown field is counted. Attribute values count a quarter,
/// because a point has several of them and the limit is meant for series.
final class MessageSize implements ProtobufElements.ElementCounter {
  /// The maximum nesting depth of messages, in both encodings. protobuf-java has the same limit.
  static final int MAX_DEPTH = 100;

  private static final int ATTRIBUTES_PER_SERIES = 4;

  private final ParseLimits limits;
  private long elements;
  private long values;

  MessageSize(ParseLimits limits) {
    this.limits = limits;
  }

  /// Refuses a request that exceeds a limit. Does not refuse a malformed request.
  static void check(byte[] body, ParseLimits limits) throws ParseException {
    if (body.length <= limits.samples()) {
      return; // each element takes at least one byte
    }
    try {
      new MessageSize(limits)
          .add(CodedInputStream.newInstance(body), ExportMetricsServiceRequest.getDescriptor(), 1);
    } catch (IOException _) {
      // Malformed; the decoder will report it.
    }
  }

  /// Counts one message or list element.
  void more(Descriptor type) throws ParseException {
    if (type.equals(KeyValue.getDescriptor()) || type.equals(AnyValue.getDescriptor())) {
      values++;
      limits.checkSamples(values / ATTRIBUTES_PER_SERIES);
    } else {
      more(1);
    }
  }

  @Override
  public void more(int count) throws ParseException {
    elements += count;
    limits.checkSamples(elements);
  }

  private void add(CodedInputStream in, Descriptor type, int depth)
      throws IOException, ParseException {
    if (depth > MAX_DEPTH) {
      throw new IOException("too deep");
    }
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (field != null && ProtobufElements.isMessage(field, tag)) {
        more(field.getMessageType());
        int limit = in.pushLimit(in.readRawVarint32());
        add(in, field.getMessageType(), depth + 1);
        in.popLimit(limit);
      } else {
        ProtobufElements.skip(in, field, tag, this);
      }
    }
  }
}
