package io.sluice.gateway.codec;

import io.sluice.command.Lifetimes;
import io.sluice.command.PushOrigin;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import io.sluice.store.GroupPushStats;
import io.sluice.store.index.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads a record that [RecordWriter] wrote.
///
/// Every method fails with an [IOException] if the bytes end too early or have another format.
final class RecordReader {
  private static final int CONTINUES = 0x80;

  private final byte[] bytes;
  private final int length;
  private int at;

  RecordReader(byte[] bytes) {
    this(bytes, bytes.length);
  }

  /// Reads the first `length` bytes. All results are copies.
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
    throw new IOException("varint is too long: offset=" + at);
  }

  /// A count of elements that take at least one byte each.
  int count() throws IOException {
    long count = varint();
    need(count);
    return (int) count;
  }

  /// A number that is at most `max`.
  int atMost(int max) throws IOException {
    long value = varint();
    if (value < 0 || value > max) {
      throw new IOException("number is too large: value=%d most=%d".formatted(value, max));
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

  /// Reads a string. Returns `like` itself if it is equal.
  private String text(String like) throws IOException {
    int start = at;
    int count = count();
    boolean isEqual = count == like.length();
    for (int i = 0; i < count && isEqual; i++) {
      isEqual = bytes[at + i] == like.charAt(i); // never equal if not ASCII
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

  /// Reads a key. Strings that are equal to those of `like` at the same index, mostly names and the
  /// job, are shared with it, which avoids most of a million strings.
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
      throw new IOException("invalid grouping key: " + e.getMessage(), e);
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

  GroupPushStats pushStats() throws IOException {
    return new GroupPushStats(
        varint(), varint(), varint(), optionalText(), optionalText(), optionalText());
  }

  /// The format of versions without text files.
  GroupPushStats pushStatsWithoutFile() throws IOException {
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

  /// `count` numbers of four bytes each.
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

  /// `count` numbers of eight bytes each.
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

  /// Whether there are bytes left to read.
  boolean hasMore() {
    return at < length;
  }

  /// Checks that all bytes were read.
  void end() throws IOException {
    if (at != length) {
      throw new IOException("unexpected bytes at the end of the record: count=" + (length - at));
    }
  }

  private void need(long count) throws IOException {
    if (count < 0 || count > length - at) {
      throw new IOException(
          "the record ends too early: offset=%d needed=%d length=%d".formatted(at, count, length));
    }
  }
}
