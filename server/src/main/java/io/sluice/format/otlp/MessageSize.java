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

/// Counts what a request holds without decoding it, so that none becomes objects that are many
/// times larger than the limits mean.
///
/// Every message, element of a list and unknown field counts. Values of attributes count a quarter:
/// a point has several of them, and a limit on series is not meant for them.
final class MessageSize implements ProtobufElements.ElementCounter {
  /// How deep messages may be within each other, in both encodings. protobuf-java has the same
  /// bound.
  static final int MOST_DEPTH = 100;

  private static final int ATTRIBUTES_PER_SERIES = 4;

  private final ParseLimits limits;
  private long elements;
  private long values;

  MessageSize(ParseLimits limits) {
    this.limits = limits;
  }

  /// Refuses a request that holds too much, not one that is broken.
  static void check(byte[] body, ParseLimits limits) throws ParseException {
    if (body.length <= limits.series()) {
      return; // even the elements of packed lists have a byte each
    }
    try {
      new MessageSize(limits)
          .add(CodedInputStream.newInstance(body), ExportMetricsServiceRequest.getDescriptor(), 1);
    } catch (IOException _) {
      // Broken, which who decodes it will tell.
    }
  }

  /// Counts one message or element of a list.
  void more(Descriptor type) throws ParseException {
    if (type.equals(KeyValue.getDescriptor()) || type.equals(AnyValue.getDescriptor())) {
      values++;
      limits.checkSeries(values / ATTRIBUTES_PER_SERIES);
    } else {
      more(1);
    }
  }

  @Override
  public void more(int count) throws ParseException {
    elements += count;
    limits.checkSeries(elements);
  }

  private void add(CodedInputStream in, Descriptor type, int depth)
      throws IOException, ParseException {
    if (depth > MOST_DEPTH) {
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
