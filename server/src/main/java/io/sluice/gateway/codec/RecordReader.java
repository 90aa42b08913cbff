package io.sluice.gateway.codec;

import io.sluice.command.Lifetimes;
import io.sluice.command.PushOrigin;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import io.sluice.store.Digest;
import io.sluice.store.GroupPushStats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the bytes of a record as [RecordWriter] wrote them.
///
/// Every method fails with an [IOException] where the bytes end too early or are of another shape.
final class RecordReader {
  private static final int CONTINUES = 0x80;

  private final byte[] bytes;
  private final int length;
  private int at;

  /// Reads all of `bytes`.
  RecordReader(byte[] bytes) {
    this(bytes, bytes.length);
  }

  /// Reads the first `length` of `bytes`, and keeps none of them.
  RecordReader(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
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
    int count = count();
    at += count;
    return Arrays.copyOfRange(bytes, at - count, at);
  }

  String text() throws IOException {
    int count = count();
    at += count;
    return Utf8.decode(bytes, at - count, count);
  }

  /// A text, which is `like` itself if it is equal to that.
  private String text(String like) throws IOException {
    int start = at;
    int count = count();
    boolean isEqual = count == like.length();
    for (int i = 0; i < count && isEqual; i++) {
      isEqual = bytes[at + i] == like.charAt(i); // never so where it is not ASCII
    }
    if (isEqual) {
      at += count;
      return like;
    }
    at = start;
    return text();
  }

  @Nullable String optionalText() throws IOException {
    return octet() == 0 ? null : text();
  }

  GroupingKey key() throws IOException {
    return key(Labels.EMPTY);
  }

  /// A key. Texts that `like` has at the same places, mostly names and the job, are shared with it:
  /// most of a million strings need not be made.
  GroupingKey key(Labels like) throws IOException {
    int size = count();
    var namesAndValues = new String[2 * size];
    for (int i = 0; i < size; i++) {
      boolean isLike = i < like.size();
      namesAndValues[2 * i] = isLike ? text(like.name(i)) : text();
      namesAndValues[2 * i + 1] = isLike ? text(like.value(i)) : text();
    }
    try {
      return new GroupingKey(Labels.of(namesAndValues));
    } catch (IllegalArgumentException e) {
      throw new IOException("no grouping key: " + e.getMessage(), e);
    }
  }

  Digest digest() throws IOException {
    long[] parts = longs(2);
    return new Digest(parts[0], parts[1]);
  }

  PushOrigin origin() throws IOException {
    long nanos = varint();
    String peer = text();
    int parts = atMost(RecordWriter.HAS_ONCE | RecordWriter.HAS_FILE);
    PushOrigin.Once once =
        (parts & RecordWriter.HAS_ONCE) == 0 ? null : new PushOrigin.Once(text(), varint());
    PushOrigin.File file =
        (parts & RecordWriter.HAS_FILE) == 0 ? null : new PushOrigin.File(text(), varint());
    return new PushOrigin(nanos, peer, once, file);
  }

  GroupPushStats history() throws IOException {
    return new GroupPushStats(
        varint(), varint(), varint(), optionalText(), optionalText(), optionalText());
  }

  /// What versions wrote that knew of no files.
  GroupPushStats historyWithoutFile() throws IOException {
    return new GroupPushStats(varint(), varint(), varint(), optionalText(), optionalText(), null);
  }

  Lifetimes lifetimes() throws IOException {
    long ttlNanos = varint();
    long seriesTtlNanos = varint();
    long expectNanos = varint();
    return (ttlNanos | seriesTtlNanos | expectNanos) == 0
        ? Lifetimes.NONE
        : new Lifetimes(ttlNanos, seriesTtlNanos, expectNanos);
  }

  /// So many numbers of four octets each.
  int[] ints(int count) throws IOException {
    need((long) count * Integer.BYTES);
    var values = new int[count];
    ByteBuffer.wrap(bytes, at, count * Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .get(values);
    at += count * Integer.BYTES;
    return values;
  }

  /// So many numbers of eight octets each.
  long[] longs(int count) throws IOException {
    need((long) count * Long.BYTES);
    var values = new long[count];
    ByteBuffer.wrap(bytes, at, count * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(values);
    at += count * Long.BYTES;
    return values;
  }

  /// Whether there is something left to read.
  boolean hasMore() {
    return at < length;
  }

  /// To be called when all was read.
  void end() throws IOException {
    if (at != length) {
      throw new IOException("bytes are left over: count=" + (length - at));
    }
  }

  private void need(long count) throws IOException {
    if (count < 0 || count > length - at) {
      throw new IOException(
          "the record ends too early: offset=%d needed=%d length=%d".formatted(at, count, length));
    }
  }
}
