package io.sluice.http.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.sluice.http.Response;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a body that is generated while it is sent.
// At most one worker pulls at a time; while it does, the state is not IDLE. It only pulls while the
// channel is writable, so the memory for a client that does not read is bounded by the channel's
// high watermark and one chunk. When the channel drains, or a live body has more bytes, pull() is
// called again. A call while a worker is pulling is recorded in the state (AGAIN), because it may
// come right after the worker found nothing. After the end or a failure, the state does not change.
// A disconnect of the client calls pull() too, so that a worker closes the chunks, between two
// pulls. Failed writes are reported to the connection through the void promise.
@SuppressWarnings("FutureReturnValueIgnored")
final class ChunkedReply implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkedReply.class);
  private static final int COPIED_BYTES = 4 * 1024;

  private final Channel channel;
  private final Response.Chunks chunks;
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
    /// Pulling, and pull() was called meanwhile.
    AGAIN
  }

  /// @param toMessage converts bytes to the channel's messages; the channel must know the size of
  ///   the messages, because it controls the flow
  /// @param onWritten called on the event loop after chunks were written, even if the client has
  ///   not read them yet
  /// @param onEnd called on the event loop after the last chunk was written; has to end the body
  /// @param onClosed called once on the event loop when the chunks are closed and their memory is
  ///   released, which may be some time after the client has disconnected
  ChunkedReply(
      Channel channel,
      Response.Chunks chunks,
      Executor workers,
      Function<ByteBuf, Object> toMessage,
      Runnable onWritten,
      Runnable onEnd,
      Runnable onClosed) {
    this.channel = channel;
    this.chunks = chunks;
    this.workers = workers;
    this.toMessage = toMessage;
    this.onWritten = onWritten;
    this.onEnd = onEnd;
    this.onClosed = onClosed;
  }

  /// Starts to send.
  void start() {
    if (chunks instanceof Response.Live live) {
      live.start(this::pull);
    }
    pull();
  }

  /// The memory that is held for the remaining chunks.
  long retainedBytes() {
    return chunks.retainedBytes();
  }

  /// Called when the client has disconnected.
  void abandon() {
    isAbandoned = true;
    call();
  }

  /// Whether the body has no end.
  boolean isLive() {
    return chunks instanceof Response.Live;
  }

  /// Starts a worker that pulls chunks if the channel is writable.
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

  /// Runs on a worker.
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
        // The server has stopped. Handling this as a failure of the response would close the chunks
        // twice.
      }
    }
  }

  /// Sends chunks while the channel is writable, and returns whether there may be more.
  private boolean sendAll() {
    while (channel.isWritable()) {
      byte[] chunk = chunks.next();
      if (chunk == null) {
        channel.eventLoop().execute(onEnd);
        return false;
      }
      if (chunk.length == 0) {
        return true;
      }
      write(chunk);
    }
    return true;
  }

  /// Writes a chunk. Large chunks are not copied, because their bytes may be shared.
  private void write(byte[] chunk) {
    ByteBuf bytes =
        chunk.length <= COPIED_BYTES
            ? channel.alloc().buffer(chunk.length).writeBytes(chunk)
            : Unpooled.wrappedBuffer(chunk);
    channel.write(toMessage.apply(bytes), channel.voidPromise());
  }
}
