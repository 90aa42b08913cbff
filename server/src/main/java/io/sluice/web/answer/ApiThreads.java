package io.sluice.web.answer;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads for API requests that may take long: searches, sorting, checks.
///
/// There are few of them, and they do no other work. So the operating system always gives the
/// threads of scrapes and pushes their share of the processors, regardless of the API requests.
public final class ApiThreads implements Executor, AutoCloseable {
  private static final int MIN_THREADS = 2;
  private static final int MAX_WAITING = 64;
  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;

  private ApiThreads(ThreadPoolExecutor threads) {
    this.threads = threads;
  }

  /// Starts half as many threads as there are processors.
  public static ApiThreads start() {
    int count = Math.max(MIN_THREADS, Runtime.getRuntime().availableProcessors() / 2);
    var threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("api-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return new ApiThreads(threads);
  }

  /// Queues a task.
  ///
  /// @throws java.util.concurrent.RejectedExecutionException if the queue is full
  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
