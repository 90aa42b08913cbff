package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.sluice.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a body that is made while it is sent.
// At most one worker pulls at a time; while it does, the state is not IDLE. It pulls only while the
// channel takes more, so a client who does not read holds what the channel's high watermark allows
// and one chunk. When the channel drains, or a live body has more, pull() is called again. A call
// that comes while a worker pulls is kept in the state (AGAIN), for it may come right after the
// worker found nothing. After the end, or a failure, the state stays what it is. A client that goes
// away is a call too: so it is a worker that closes the chunks, between two pulls.
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
  private final Runnable onWritten;
  private final Runnable onEnd;
  private final Runnable onClosed;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private volatile boolean isAbandoned;

  private enum State {
    IDLE,
    PULLING,
    /// Pulling, and there was another call meanwhile.
    AGAIN
  }

  /// @param isFramed whether the client knows chunks; else the end of the connection is the end
  /// @param toMessage makes what the channel takes; it has to know how many bytes that has, or this
  ///   would run ahead of the channel
  /// @param onWritten called on the event loop after some chunks were written, which the client may
  ///   not have read yet
  /// @param onEnd called on the event loop after the last chunk was written
  /// @param onClosed called once on the event loop when the chunks are closed and hold nothing
  ///   more, which may be some time after the client has gone
  ChunkedReply(
      Channel channel,
      Response.Chunks chunks,
      boolean isFramed,
      Executor workers,
      Function<ByteBuf, Object> toMessage,
      Runnable onWritten,
      Runnable onEnd,
      Runnable onClosed) {
    this.channel = channel;
    this.chunks = chunks;
    this.isFramed = isFramed;
    this.workers = workers;
    this.toMessage = toMessage;
    this.onWritten = onWritten;
    this.onEnd = onEnd;
    this.onClosed = onClosed;
  }

  /// Begins to send.
  void start() {
    if (chunks instanceof Response.Live live) {
      live.start(this::pull);
    }
    pull();
  }

  /// What is kept for the chunks that are still to come.
  long heldBytes() {
    return chunks.heldBytes();
  }

  /// To be called when the client has gone.
  void abandon() {
    isAbandoned = true;
    call();
  }

  /// Whether what is sent has no end of its own.
  boolean isLive() {
    return chunks instanceof Response.Live;
  }

  /// Sees to it that chunks are pulled if the channel takes any.
  void pull() {
    if (channel.isWritable()) {
      call();
    }
  }

  private void call() {
    State before = state.getAndUpdate(now -> now == State.IDLE ? State.PULLING : State.AGAIN);
    if (before == State.IDLE) {
      try {
        workers.execute(this);
      } catch (RejectedExecutionException _) {
        close(); // the server has stopped
      }
    }
  }

  /// A worker's turn.
  @Override
  public void run() {
    try {
      do {
        state.set(State.PULLING);
        if (isAbandoned || !sendAll()) {
          close();
          return;
        }
        channel.flush();
        channel.eventLoop().execute(onWritten);
      } while (!state.compareAndSet(State.PULLING, State.IDLE));
    } catch (CancellationException e) {
      LOG.atDebug().setCause(e).log("cancelled an answer");
      cutOff();
    } catch (RuntimeException | Error e) {
      try {
        LOG.atError().setCause(e).log("cut off an answer that could not be completed");
      } finally {
        cutOff();
      }
    }
  }

  private void cutOff() {
    channel.flush();
    channel.close();
    close();
  }

  private void close() {
    try {
      chunks.close();
    } finally {
      try {
        channel.eventLoop().execute(onClosed);
      } catch (RejectedExecutionException _) {
        // The server has stopped. As a failure of this answer it would close the chunks again.
      }
    }
  }

  /// Sends what there is and the channel takes, and answers whether that was not the end.
  private boolean sendAll() {
    while (channel.isWritable()) {
      byte[] chunk = chunks.next();
      if (chunk == null) {
        end();
        return false;
      }
      if (chunk.length == 0) {
        return true;
      }
      write(chunk);
    }
    return true;
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
