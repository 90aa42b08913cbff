package io.sluice.http.server;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs that connections cannot be accepted, mostly because there are no file descriptors left.
/// Logs at most once a second for all listeners together.
// Netty's acceptor, which precedes this handler, stops accepting for a second after a failure and
// then tries again. Open connections are served meanwhile.
@Sharable
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
  private static final long SILENCE_NANOS = 1_000_000_000;

  private final LongSupplier nanoTime;
  private final AtomicLong nextNanos;

  /// @param nanoTime a monotonic clock
  AcceptFailures(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.nextNanos = new AtomicLong(nanoTime.getAsLong());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    long now = nanoTime.getAsLong();
    long next = nextNanos.get();
    if (now - next >= 0 && nextNanos.compareAndSet(next, now + SILENCE_NANOS)) {
      LOG.atError()
          .addKeyValue("listener", String.valueOf(ctx.channel().localAddress()))
          .addKeyValue("err", reason(cause))
          .log("cannot accept connections; retrying in a second");
    }
  }

  /// The message of the system, without Netty's prefix.
  private static String reason(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.substring(message.lastIndexOf(": ") < 0 ? 0 : message.lastIndexOf(": ") + 2);
  }
}
