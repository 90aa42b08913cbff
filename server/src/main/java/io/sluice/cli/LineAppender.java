package io.sluice.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Writes log events as lines, on a separate thread.
///
/// A blocked stderr must not block the gateway, so logging only adds a line to a queue. If the
/// queue is full, lines are dropped, and their number is logged as soon as there is room again.
final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  // The queue contains formatted lines, because arguments may change after the call. A latch in it
  // marks the lines that a drain waits for; only `drain` adds latches.

  private static final int MAX_LINES = 4096;

  private sealed interface Entry {}

  private record Line(byte[] bytes) implements Entry {}

  private record Mark(CountDownLatch reached) implements Entry {}

  private final LogLines lines;
  private final OutputStream out;
  private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(MAX_LINES);
  private final AtomicLong dropped = new AtomicLong();

  LineAppender(LogLines lines, OutputStream out) {
    this.lines = lines;
    this.out = out;
    setName("lines");
  }

  @Override
  public void start() {
    super.start();
    Thread.ofPlatform().daemon().name("log").start(this::writeForever);
  }

  @Override
  protected void append(ILoggingEvent event) {
    long missing = dropped.getAndSet(0);
    if (missing > 0 && !queue.offer(lineOf(lines.dropped(event.getInstant(), missing)))) {
      dropped.addAndGet(missing);
    }
    if (!queue.offer(lineOf(lines.write(event)))) {
      dropped.incrementAndGet();
    }
  }

  private static Line lineOf(String line) {
    return new Line(line.getBytes(StandardCharsets.UTF_8));
  }

  /// Waits until all lines so far are written, at most for `longest`.
  void drain(Duration longest) {
    var mark = new Mark(new CountDownLatch(1));
    try {
      long deadline = System.nanoTime() + longest.toNanos();
      if (queue.offer(mark, longest.toNanos(), TimeUnit.NANOSECONDS)) {
        var _ = mark.reached.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeForever() {
    try {
      while (isStarted()) {
        switch (queue.take()) {
          case Line(byte[] bytes) -> write(bytes);
          case Mark(CountDownLatch reached) -> reached.countDown();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// If stderr is closed, the error cannot be reported.
  private void write(byte[] line) {
    try {
      out.write(line);
      out.flush();
    } catch (IOException e) {
      addError("cannot write the log", e);
    }
  }
}
