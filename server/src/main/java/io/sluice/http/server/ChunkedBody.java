package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.sluice.http.BadRequestException;
import io.sluice.http.BodyException;
import io.sluice.http.decoding.BoundedBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A body with chunked transfer encoding (RFC 9112, 7.1). Extensions and trailers are ignored.
final class ChunkedBody implements IncomingBody {
  private static final int FIRST_ROOM = 4096;
  private static final int MAX_LINE_BYTES = 4096;
  private static final int MAX_TRAILER_BYTES = 64 * 1024;
  private static final int MAX_SIZE_DIGITS = 15;

  private enum Next {
    SIZE,
    DATA,
    END_OF_DATA,
    TRAILER
  }

  private final int maxBytes;
  private final BoundedBuffer bytes;
  private Next next = Next.SIZE;

  /// Remaining bytes of the current chunk.
  private long chunkRest;

  private int trailerBytes;

  ChunkedBody(int maxBytes) {
    this.maxBytes = maxBytes;
    this.bytes = new BoundedBuffer(FIRST_ROOM, maxBytes);
  }

  @Override
  public boolean take(ByteBuf in) throws BadRequestException, BodyException {
    while (true) {
      if (next == Next.DATA) {
        takeData(in);
        if (chunkRest > 0) {
          return false;
        }
        next = Next.END_OF_DATA;
      }
      String line = line(in);
      if (line == null) {
        return false;
      }
      if (next == Next.TRAILER && line.isEmpty()) {
        return true;
      }
      takeLine(line);
    }
  }

  @Override
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  private void takeData(ByteBuf in) {
    int count = (int) Math.min(chunkRest, in.readableBytes());
    bytes.append(in, count);
    chunkRest -= count;
  }

  private void takeLine(String line) throws BadRequestException, BodyException {
    switch (next) {
      case SIZE -> {
        chunkRest = size(line);
        if (bytes.wouldOverflow(chunkRest)) {
          throw BodyException.tooLarge(maxBytes);
        }
        next = chunkRest == 0 ? Next.TRAILER : Next.DATA;
      }
      case END_OF_DATA -> {
        if (!line.isEmpty()) {
          throw BadRequestException.plain();
        }
        next = Next.SIZE;
      }
      case TRAILER -> {
        trailerBytes += line.length();
        if (trailerBytes > MAX_TRAILER_BYTES) {
          throw BadRequestException.plain();
        }
      }
      case DATA -> throw new IllegalStateException("not called in state DATA");
    }
  }

  private static long size(String line) throws BadRequestException {
    int semicolon = line.indexOf(';');
    String digits = (semicolon < 0 ? line : line.substring(0, semicolon)).stripTrailing();
    if (digits.isEmpty() || digits.length() > MAX_SIZE_DIGITS) {
      throw BadRequestException.plain();
    }
    long size = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      if (digit < 0) {
        throw BadRequestException.plain();
      }
      size = size << 4 | digit;
    }
    return size;
  }

  /// The next line without its end, or null if it is not complete.
  private static @Nullable String line(ByteBuf in) throws BadRequestException {
    int length = in.bytesBefore((byte) '\n');
    if (length > MAX_LINE_BYTES || (length < 0 && in.readableBytes() > MAX_LINE_BYTES)) {
      throw BadRequestException.plain();
    }
    if (length < 0) {
      return null;
    }
    String line = in.readString(length, StandardCharsets.ISO_8859_1);
    in.skipBytes(1);
    if (line.endsWith("\r")) {
      return line.substring(0, length - 1);
    }
    // A line feed without a carriage return is refused: a proxy may disagree on where the chunk
    // begins.
    throw BadRequestException.plain();
  }
}
