package io.sluice.gateway.codec;

import io.sluice.command.Lifetimes;
import io.sluice.command.PushOrigin;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import io.sluice.store.GroupPushStats;
import io.sluice.store.index.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes a record. [RecordReader] reads it.
final class RecordWriter {
  /// Flags for the fields of a receipt besides the time and the peer.
  static final int HAS_ONCE = 1;

  static final int HAS_FILE = 2;

  private static final int CONTINUES = 0x80;

  private byte[] bytes = new byte[256];
  private int length;

  RecordWriter octet(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /// A number that is mostly small and not negative: seven bits per byte, the low bits first.
  RecordWriter varint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & -CONTINUES) != 0) {
      bytes[length++] = (byte) (rest | CONTINUES);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  RecordWriter blob(byte[] blob) {
    varint(blob.length);
    ensure(blob.length);
    System.arraycopy(blob, 0, bytes, length, blob.length);
    length += blob.length;
    return this;
  }

  /// A string. Bytes that are not UTF-8 are preserved.
  RecordWriter text(String text) {
    return blob(Utf8.encode(text));
  }

  RecordWriter optionalText(@Nullable String text) {
    return text == null ? octet(0) : octet(1).text(text);
  }

  RecordWriter key(GroupingKey key) {
    Labels labels = key.labels();
    varint(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      text(labels.name(i)).text(labels.value(i));
    }
    return this;
  }

  RecordWriter digest(Digest digest) {
    return longs(new long[] {digest.high(), digest.low()});
  }

  RecordWriter origin(PushOrigin origin) {
    varint(origin.nanos()).text(origin.peer());
    PushOrigin.Once once = origin.once();
    PushOrigin.File file = origin.file();
    octet((once == null ? 0 : HAS_ONCE) | (file == null ? 0 : HAS_FILE));
    if (once != null) {
      text(once.key()).varint(once.untilNanos());
    }
    return file == null ? this : text(file.path()).varint(file.changeNanos());
  }

  RecordWriter pushStats(GroupPushStats pushStats) {
    return pushStatsWithoutFile(pushStats).optionalText(pushStats.file());
  }

  /// The format of versions without text files.
  RecordWriter pushStatsWithoutFile(GroupPushStats pushStats) {
    return varint(pushStats.pushNanos())
        .varint(pushStats.pushCount())
        .varint(pushStats.failureNanos())
        .optionalText(pushStats.failureMessage())
        .optionalText(pushStats.failurePeer());
  }

  RecordWriter lifetimes(Lifetimes lifetimes) {
    return varint(lifetimes.ttlNanos())
        .varint(lifetimes.seriesTtlNanos())
        .varint(lifetimes.expectNanos());
  }

  /// Numbers of four bytes each, without their count.
  RecordWriter ints(int[] values) {
    ensure(values.length * Integer.BYTES);
    ByteBuffer.wrap(bytes, length, values.length * Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asIntBuffer()
        .put(values);
    length += values.length * Integer.BYTES;
    return this;
  }

  /// Numbers of eight bytes each, without their count.
  RecordWriter longs(long[] values) {
    ensure(values.length * Long.BYTES);
    ByteBuffer.wrap(bytes, length, values.length * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .put(values);
    length += values.length * Long.BYTES;
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
