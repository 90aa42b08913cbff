package io.sluice.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a body that is made while it is sent.
// At most one worker pulls at a time: the flag is its ticket. It pulls only while the channel takes
// more, so a client who does not read holds what the channel's high watermark allows and one chunk.
// When the channel drains, the connection calls pull() again. After the end, or a failure, the
// ticket
// is never given back.
// Failed writes are reported to the connection, by way of the void promise.
@SuppressWarnings("FutureReturnValueIgnored")
final class ChunkedReply implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkedReply.class);
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int CRLF = '\r' << 8 | '\n';
  private static final int COPIED_BYTES = 4 * 1024;
  private static final int FRAMING_BYTES = Integer.BYTES * 2 + 4;

  private final Channel channel;
  private final Response.Chunks chunks;
  private final boolean isFramed;
  private final Executor workers;
  private final Function<ByteBuf, Object> toMessage;
  private final Runnable onEnd;
  private final AtomicBoolean isPulling = new AtomicBoolean();

  /// @param isFramed whether the client knows chunks; else the end of the connection is the end
  /// @param toMessage makes what the channel takes; it has to know how many bytes that has, or this
  ///   would run ahead of the channel
  /// @param onEnd called on the event loop after the last chunk was written
  ChunkedReply(
      Channel channel,
      Response.Chunks chunks,
      boolean isFramed,
      Executor workers,
      Function<ByteBuf, Object> toMessage,
      Runnable onEnd) {
    this.channel = channel;
    this.chunks = chunks;
    this.isFramed = isFramed;
    this.workers = workers;
    this.toMessage = toMessage;
    this.onEnd = onEnd;
  }

  /// Sees to it that chunks are pulled if the channel takes any.
  void pull() {
    if (channel.isWritable() && isPulling.compareAndSet(false, true)) {
      workers.execute(this);
    }
  }

  /// A worker's turn.
  @Override
  public void run() {
    try {
      while (channel.isWritable()) {
        byte[] chunk = chunks.next();
        if (chunk == null) {
          end();
          return;
        }
        write(chunk);
      }
      channel.flush();
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("cut off an answer that could not be completed");
      channel.flush();
      channel.close();
      return;
    }
    isPulling.set(false);
    pull();
  }

  private void end() {
    if (isFramed) {
      ByteBuf last = channel.alloc().buffer(LAST_CHUNK.length).writeBytes(LAST_CHUNK);
      write(last);
    }
    channel.eventLoop().execute(onEnd);
  }

  /// Writes a chunk, the bytes of which may be shared: they are not copied if they are many.
  private void write(byte[] chunk) {
    ByteBuf part = channel.alloc().buffer(FRAMING_BYTES + Math.min(chunk.length, COPIED_BYTES));
    if (isFramed) {
      part.writeCharSequence(Integer.toHexString(chunk.length), StandardCharsets.US_ASCII);
      part.writeShort(CRLF);
    }
    if (chunk.length <= COPIED_BYTES) {
      part.writeBytes(chunk);
    } else {
      write(part);
      write(Unpooled.wrappedBuffer(chunk));
      part = channel.alloc().buffer(FRAMING_BYTES);
    }
    if (isFramed) {
      part.writeShort(CRLF);
    }
    write(part);
  }

  private void write(ByteBuf part) {
    if (part.isReadable()) {
      channel.write(toMessage.apply(part), channel.voidPromise());
    } else {
      part.release();
    }
  }
}
