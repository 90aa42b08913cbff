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

/// Counts what a protobuf message holds without decoding it: an empty metric has two bytes, and
/// forty as an object.
///
/// Everything counts that may be there any number of times: messages within it, elements of
/// repeated fields, and unknown fields. Labels of a series are not counted with the rest.
final class ProtobufLimitCheck {
  private static final int FIXED_BYTES = 8;

  private final ParseLimits limits;
  private long count;

  ProtobufLimitCheck(ParseLimits limits) {
    this.limits = limits;
  }

  /// Adds a message and what it holds.
  ///
  /// @throws ParseException once there is more than the limits allow; not for a broken message,
  ///   which is left to who decodes it
  void add(byte[] body, int start, int length, Descriptor type) throws ParseException {
    more(1);
    try {
      add(CodedInputStream.newInstance(body, start, length), type);
    } catch (IOException _) {
      // Broken.
    }
  }

  private void add(CodedInputStream in, Descriptor type) throws IOException, ParseException {
    int labels = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      if (isOfType(field, tag, LabelPair.getDescriptor())) {
        limits.checkLabels(++labels);
        in.skipField(tag);
      } else if (field != null && isMessage(field, tag)) {
        more(1);
        int limit = in.pushLimit(in.readRawVarint32());
        add(in, field.getMessageType());
        in.popLimit(limit);
      } else {
        addElements(in, field, tag);
      }
    }
  }

  private void addElements(CodedInputStream in, @Nullable FieldDescriptor field, int tag)
      throws IOException, ParseException {
    if (field != null && isPacked(field, tag)) {
      int bytes = in.readRawVarint32();
      more(bytes / (field.getType() == FieldDescriptor.Type.DOUBLE ? FIXED_BYTES : 1));
      in.skipRawBytes(bytes);
      return;
    }
    if (field == null || field.isRepeated()) {
      more(1);
    }
    in.skipField(tag);
  }

  private static boolean isPacked(FieldDescriptor field, int tag) {
    return field.isPackable() && wireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private void more(int elements) throws ParseException {
    count += elements;
    limits.checkSeries(count);
  }

  private static boolean isOfType(@Nullable FieldDescriptor field, int tag, Descriptor type) {
    return field != null && isMessage(field, tag) && field.getMessageType().equals(type);
  }

  private static boolean isMessage(FieldDescriptor field, int tag) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && wireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private static int wireType(int tag) {
    return WireFormat.getTagWireType(tag);
  }
}
