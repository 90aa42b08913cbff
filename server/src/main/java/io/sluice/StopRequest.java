package io.sluice;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for SIGTERM, SIGINT or a client to ask for the end, and sees to an exit status of 0 after
/// it.
// A signal runs the JVM's shutdown hooks, after which the JVM would exit with 128 + the signal's
// number.
// So the hook asks for the stop, waits until it is done, and ends the process itself.
final class StopRequest {
  private static final Logger log = LoggerFactory.getLogger(StopRequest.class);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("stop").unstarted(this::bySignal);

  StopRequest() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// A client asked for the end.
  void byRequest() {
    if (requested.getCount() > 0) {
      log.warn("received termination request via web service, exiting gracefully...");
      requested.countDown();
    }
  }

  /// Returns once the end was asked for.
  void await() {
    try {
      requested.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Says that everything is stopped; signals are no longer waited for.
  void done() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The hook is what asked for the stop, and is about to end the process.
    }
  }

  private void bySignal() {
    log.info("received SIGINT/SIGTERM; exiting gracefully...");
    requested.countDown();
    try {
      done.await();
      Runtime.getRuntime().halt(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
