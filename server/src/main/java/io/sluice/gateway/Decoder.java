package io.sluice.gateway;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import io.sluice.store.Lifetimes;
import io.sluice.store.PushHistory;
import io.sluice.store.Receipt;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the bytes of a record as [Encoder] wrote them.
///
/// Every method fails with an [IOException] where the bytes end too early or are of another shape.
final class Decoder {
  private static final int CONTINUES = 0x80;

  private final byte[] bytes;
  private int at;

  Decoder(byte[] bytes) {
    this.bytes = bytes;
  }

  int octet() throws IOException {
    need(1);
    return bytes[at++] & 0xFF;
  }

  long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int octet = octet();
      value |= (long) (octet & ~CONTINUES) << shift;
      if (octet < CONTINUES) {
        return value;
      }
    }
    throw new IOException("a number does not end: offset=" + at);
  }

  /// A number of things that take at least an octet each.
  int count() throws IOException {
    long count = varint();
    need(count);
    return (int) count;
  }

  /// A number that is at most `most`.
  int atMost(int most) throws IOException {
    long value = varint();
    if (value < 0 || value > most) {
      throw new IOException("a number is too large: value=%d most=%d".formatted(value, most));
    }
    return (int) value;
  }

  byte[] blob() throws IOException {
    int length = count();
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  String text() throws IOException {
    int length = count();
    at += length;
    return Utf8.decode(bytes, at - length, length);
  }

  @Nullable String optionalText() throws IOException {
    return octet() == 0 ? null : text();
  }

  GroupingKey key() throws IOException {
    var namesAndValues = new String[2 * count()];
    for (int i = 0; i < namesAndValues.length; i++) {
      namesAndValues[i] = text();
    }
    try {
      return new GroupingKey(Labels.of(namesAndValues));
    } catch (IllegalArgumentException e) {
      throw new IOException("no grouping key: " + e.getMessage(), e);
    }
  }

  Receipt receipt() throws IOException {
    long nanos = varint();
    String peer = text();
    return new Receipt(nanos, peer, octet() == 0 ? null : new Receipt.Once(text(), varint()));
  }

  PushHistory history() throws IOException {
    return new PushHistory(varint(), varint(), varint(), optionalText(), optionalText());
  }

  Lifetimes lifetimes() throws IOException {
    var lifetimes = new Lifetimes(varint(), varint(), varint());
    return lifetimes.equals(Lifetimes.NONE) ? Lifetimes.NONE : lifetimes;
  }

  /// To be called when all was read.
  void end() throws IOException {
    if (at != bytes.length) {
      throw new IOException("bytes are left over: count=" + (bytes.length - at));
    }
  }

  private void need(long count) throws IOException {
    if (count < 0 || count > bytes.length - at) {
      throw new IOException(
          "the record ends too early: offset=%d needed=%d length=%d"
              .formatted(at, count, bytes.length));
    }
  }
}
