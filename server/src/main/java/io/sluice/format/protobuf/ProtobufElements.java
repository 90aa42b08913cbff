package io.sluice.format.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.sluice.format.ParseException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Counts what protobuf fields hold without decoding them.
public final class ProtobufElements {
  private ProtobufElements() {}

  /// Is told how many elements there are, before they are skipped.
  public interface ElementCounter {
    void more(int count) throws ParseException;
  }

  /// Whether what follows is a message of a known field.
  public static boolean isMessage(FieldDescriptor field, int tag) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && isDelimited(tag);
  }

  /// Skips a field, and counts it if there may be any number of it: the elements of a packed list,
  /// an element of another repeated field, or an unknown field.
  ///
  /// @param field null if it is unknown
  public static void skip(
      CodedInputStream in, @Nullable FieldDescriptor field, int tag, ElementCounter counter)
      throws IOException, ParseException {
    if (field != null && field.isPackable() && isDelimited(tag)) {
      int bytes = in.readRawVarint32();
      counter.more(bytes / leastBytes(field));
      in.skipRawBytes(bytes);
      return;
    }
    if (field == null || field.isRepeated()) {
      counter.more(1);
    }
    in.skipField(tag);
  }

  /// How many bytes an element of a packed list has at least.
  private static int leastBytes(FieldDescriptor field) {
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
