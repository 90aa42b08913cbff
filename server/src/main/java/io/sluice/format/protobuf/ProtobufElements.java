package io.sluice.format.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.sluice.format.ParseException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Counts the elements of protobuf fields without decoding them.
public final class ProtobufElements {
  private ProtobufElements() {}

  /// Receives the number of elements before they are skipped.
  public interface ElementCounter {
    void more(int count) throws ParseException;
  }

  /// Whether the field is a known message field.
  public static boolean isMessage(FieldDescriptor field, int tag) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && isDelimited(tag);
  }

  /// Skips a field, and counts its elements if their number is unbounded: the elements of a packed
  /// list, an element of another repeated field, or an unknown field.
  ///
  /// @param field null if it is unknown
  public static void skip(
      CodedInputStream in, @Nullable FieldDescriptor field, int tag, ElementCounter counter)
      throws IOException, ParseException {
    if (field != null && field.isPackable() && isDelimited(tag)) {
      int bytes = in.readRawVarint32();
      counter.more(bytes / minBytes(field));
      in.skipRawBytes(bytes);
      return;
    }
    if (field == null || field.isRepeated()) {
      counter.more(1);
    }
    in.skipField(tag);
  }

  /// The minimum number of bytes of an element of a packed list.
  private static int minBytes(FieldDescriptor field) {
    return switch (field.getType()) {
      case DOUBLE, FIXED64, SFIXED64 -> Long.BYTES;
      case FLOAT, FIXED32, SFIXED32 -> Integer.BYTES;
      default -> 1;
    };
  }

  private static boolean isDelimited(int tag) {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
