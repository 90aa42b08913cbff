package io.sluice;

import io.sluice.cli.Logging;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the process when one of its threads has died or the memory is exhausted. A process that
/// lost a thread cannot recover, but a supervisor can restart it. The last log line gives the
/// reason.
// When the heap is exhausted, nothing can be allocated, so the message is allocated in advance.
final class FatalErrorHandler implements Thread.UncaughtExceptionHandler {
  /// The exit status of the JVM with `-XX:+ExitOnOutOfMemoryError`.
  private static final int OUT_OF_MEMORY_STATUS = 3;

  private static final Logger log = LoggerFactory.getLogger(FatalErrorHandler.class);

  private final Logging logging;
  private final FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);
  private final byte[] outOfMemory =
      "level=error msg=\"out of memory; ending the process\"\n".getBytes(StandardCharsets.US_ASCII);

  /// @param logging closed before the process ends, so that it writes the last line
  FatalErrorHandler(Logging logging) {
    this.logging = logging;
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    if (failure instanceof OutOfMemoryError) {
      endOutOfMemory();
    } else {
      end(thread, failure);
    }
  }

  private void end(Thread thread, Throwable failure) {
    try {
      log.atError()
          .addKeyValue("thread", thread.getName())
          .setCause(failure)
          .log("a thread has died; ending the process");
      logging.close();
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  private void endOutOfMemory() {
    try {
      stderr.write(outOfMemory);
    } catch (IOException _) {
      // Without stderr, nothing can be reported.
    } finally {
      Runtime.getRuntime().halt(OUT_OF_MEMORY_STATUS);
    }
  }
}
