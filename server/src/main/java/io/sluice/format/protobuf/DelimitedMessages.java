package io.sluice.format.protobuf;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.sluice.format.ParseException;

/// Iterates over a body that is a sequence of protobuf messages, each preceded by its length as a
/// varint.
///
/// Lengths are only compared with the remaining length of the body, so that a wrong length does not
/// allocate memory.
final class DelimitedMessages {
  private static final int MAX_VARINT_BYTES = 10;
  private static final int LAST_VARINT_SHIFT = 7 * (MAX_VARINT_BYTES - 1);

  private final byte[] body;
  private final int end;

  /// Where the next message's length starts.
  private int position;

  DelimitedMessages(byte[] body) {
    this(body, 0, body.length);
  }

  DelimitedMessages(byte[] body, int from, int to) {
    this.body = body;
    this.position = from;
    this.end = to;
  }

  boolean hasNext() {
    return position < end;
  }

  /// The offset of the next message's length, after the message that was read or skipped last.
  int position() {
    return position;
  }

  /// Skips a message and returns its length in bytes.
  int skip() throws ParseException {
    long length = nextLength();
    if (Long.compareUnsigned(length, end - position) > 0) {
      throw new ParseException("unexpected EOF");
    }
    position += (int) length;
    return (int) length;
  }

  <T> T next(Parser<T> parser) throws ParseException {
    int length = skip();
    try {
      return parser.parseFrom(body, position - length, length);
    } catch (InvalidProtocolBufferException _) {
      throw new ParseException("proto: cannot parse invalid wire-format data");
    }
  }

  private long nextLength() throws ParseException {
    long length = 0;
    for (int shift = 0; shift <= LAST_VARINT_SHIFT; shift += 7) {
      if (position == end) {
        throw new ParseException("unexpected EOF");
      }
      byte next = body[position++];
      length |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return checked(length, shift, next);
      }
    }
    throw overflow();
  }

  /// The tenth byte may contain only one bit.
  private static long checked(long length, int shift, byte last) throws ParseException {
    if (shift == LAST_VARINT_SHIFT && last > 1) {
      throw overflow();
    }
    return length;
  }

  private static ParseException overflow() {
    return new ParseException("proto: variable length integer overflow");
  }
}
