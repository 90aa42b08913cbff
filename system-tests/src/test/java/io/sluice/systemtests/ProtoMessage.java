package io.sluice.systemtests;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes a protobuf message field by field, valid or not: nothing is checked. Independent of the
/// code under test.
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ProtoMessage varint(int field, long value) {
    return raw(((long) field << 3) | VARINT).raw(value);
  }

  /// A field of type sint32 or sint64.
  ProtoMessage zigzag(int field, long value) {
    return varint(field, (value << 1) ^ (value >> 63));
  }

  ProtoMessage number(int field, double value) {
    raw(((long) field << 3) | FIXED64);
    out.writeBytes(
        ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    return this;
  }

  ProtoMessage string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage message(int field, ProtoMessage value) {
    return bytes(field, value.toByteArray());
  }

  ProtoMessage bytes(int field, byte[] value) {
    raw(((long) field << 3) | LENGTH_DELIMITED).raw(value.length);
    out.writeBytes(value);
    return this;
  }

  /// This message after its length, as in a delimited stream.
  byte[] delimited() {
    var stream = new ProtoMessage().raw(out.size());
    stream.out.writeBytes(out.toByteArray());
    return stream.toByteArray();
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }

  private ProtoMessage raw(long varint) {
    long rest = varint;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }
}
