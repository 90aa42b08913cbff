package io.sluice;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for SIGTERM, SIGINT or a stop request of a client, and makes the process exit with 0.
// On a signal, the JVM runs its shutdown hooks and then exits with 128 + the signal's number. So
// the hook requests the stop, waits until the gateway has stopped, and then ends the process
// itself.
final class StopRequest {
  private static final Logger log = LoggerFactory.getLogger(StopRequest.class);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("stop").unstarted(this::bySignal);

  StopRequest() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Called when a client requests the stop.
  void byRequest() {
    if (requested.getCount() > 0) {
      log.warn("received termination request via web service, exiting gracefully...");
      requested.countDown();
    }
  }

  /// Waits until a stop is requested.
  void await() {
    try {
      requested.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Called when everything has stopped.
  void done() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The hook requested the stop and is about to end the process.
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
