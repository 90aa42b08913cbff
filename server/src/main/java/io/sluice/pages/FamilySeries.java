package io.sluice.pages;

import io.sluice.format.protobuf.ProtobufParser;
import io.sluice.format.text.TextParser;
import io.sluice.format.text.TextWriter;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;
import io.sluice.model.Utf8;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// The series of a family of a group, parsed from its bytes a few at a time. The bytes are those of
/// a page in a view, and are not copied, so reading even a large family needs little memory.
public final class FamilySeries implements Iterator<Metric> {
  public static final Comparator<FamilySeries> BY_NAME =
      Comparator.comparing(series -> series.head().name(), Utf8.BYTE_ORDER);

  private static final int SLICE_BYTES = 16 * 1024;

  private final FamilyHead head;
  private final long receivedNanos;
  private final byte[] bytes;
  private final int end;
  private final byte[] lastLine;
  private int position;
  private Iterator<Metric> slice = List.<Metric>of().iterator();

  /// @param bytes contains the stored bytes of the family; must not be modified any more
  /// @param from the start of the family's bytes
  /// @param to the end of the family's bytes
  FamilySeries(FamilyHead head, long receivedNanos, byte[] bytes, int from, int to) {
    this.head = head;
    this.receivedNanos = receivedNanos;
    this.bytes = bytes;
    this.position = from;
    this.end = to;
    this.lastLine = lastLine(head);
  }

  public FamilyHead head() {
    return head;
  }

  /// When it was pushed, in nanoseconds since 1970.
  public long receivedNanos() {
    return receivedNanos;
  }

  /// The number of stored bytes that were not read yet.
  public int remainingBytes() {
    return end - position;
  }

  @Override
  public boolean hasNext() {
    return slice.hasNext() || position < end;
  }

  @Override
  public Metric next() {
    if (!slice.hasNext()) {
      if (position == end) {
        throw new NoSuchElementException();
      }
      slice = readSlice().iterator();
    }
    return slice.next();
  }

  private List<Metric> readSlice() {
    boolean isText = head.form() == StoredFamily.Form.TEXT;
    int to = isText ? endOfLines() : endOfMessages();
    byte[] read = Arrays.copyOfRange(bytes, position, to);
    position = to;
    return isText
        ? TextParser.parseSamples(head.name(), head.type(), read)
        : ProtobufParser.metrics(read, head.type());
  }

  private int endOfMessages() {
    int to = position;
    while (to < end && to - position < SLICE_BYTES) {
      to = ProtobufParser.endOfMessage(bytes, to, end);
    }
    return to;
  }

  /// The end of the next lines to parse: the lines of a histogram or summary are not split.
  private int endOfLines() {
    int to = position;
    boolean isWhole = true;
    while (to < end && (to - position < SLICE_BYTES || !isWhole)) {
      isWhole = isLastLine(to);
      while (bytes[to++] != '\n') {}
    }
    return to;
  }

  private boolean isLastLine(int start) {
    int after = start + lastLine.length;
    return after < end
        && Arrays.equals(bytes, start, after, lastLine, 0, lastLine.length)
        && (lastLine.length == 0 || isEndOfName(bytes[after]));
  }

  private static boolean isEndOfName(byte next) {
    return next == '{' || next == ' ' || next == ',' || next == '}';
  }

  /// The beginning of the last line of a series.
  private static byte[] lastLine(FamilyHead head) {
    if (head.type().isOneNumber()) {
      return new byte[0];
    }
    var line = new ByteArrayBuilder(head.name().length() + 10);
    TextWriter.appendMetricName(line, head.name() + "_count");
    byte[] name = line.toByteArray();
    if (name[0] != '"') {
      return name;
    }
    return new ByteArrayBuilder(name.length + 1)
        .append('{')
        .append(name, 0, name.length)
        .toByteArray();
  }
}
