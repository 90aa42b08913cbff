package io.sluice.format.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.proto.LabelPair;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Counts the elements of a protobuf message without decoding it: an empty metric takes two bytes,
/// but forty as an object.
///
/// Everything whose number is unbounded is counted: nested messages, elements of repeated fields,
/// and unknown fields. The labels of a series are counted separately.
final class ProtobufLimitCheck implements ProtobufElements.ElementCounter {
  private final ParseLimits limits;
  private long count;

  ProtobufLimitCheck(ParseLimits limits) {
    this.limits = limits;
  }

  /// Adds a message and its content.
  ///
  /// @throws ParseException if a limit is exceeded; a malformed message is left to the decoder
  void add(byte[] body, int start, int length, Descriptor type) throws ParseException {
    more(1);
    try {
      add(CodedInputStream.newInstance(body, start, length), type);
    } catch (IOException _) {
      // Malformed.
    }
  }

  private void add(CodedInputStream in, Descriptor type) throws IOException, ParseException {
    int labels = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (isOfType(field, tag, LabelPair.getDescriptor())) {
        limits.checkLabels(++labels);
        in.skipField(tag);
      } else if (field != null && ProtobufElements.isMessage(field, tag)) {
        more(1);
        int limit = in.pushLimit(in.readRawVarint32());
        add(in, field.getMessageType());
        in.popLimit(limit);
      } else {
        ProtobufElements.skip(in, field, tag, this);
      }
    }
  }

  @Override
  public void more(int elements) throws ParseException {
    count += elements;
    limits.checkSamples(count);
  }

  private static boolean isOfType(@Nullable FieldDescriptor field, int tag, Descriptor type) {
    return field != null
        && ProtobufElements.isMessage(field, tag)
        && field.getMessageType().equals(type);
  }
}
