package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.journal.Lines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of every log, independent of its implementation.
public abstract class CommitLogContract {
  private final List<String> applied = Collections.synchronizedList(new ArrayList<>());

  /// A new log in front of `machine`, ready for commands.
  ///
  /// @param onFatal notified when the log cannot continue
  protected abstract CommitLog<String, Integer> open(Lines machine, Consumer<Throwable> onFatal);

  private CommitLog<String, Integer> open() {
    return open(
        new Lines(this::apply),
        failure -> {
          throw new AssertionError(failure);
        });
  }

  @Test
  void append_command_isAppliedBeforeTheStageCompletes() throws Exception {
    try (CommitLog<String, Integer> log = open()) {
      assertThat(join(log.append("a"))).isEqualTo(1);
      assertThat(join(log.append("b"))).isEqualTo(2);
      assertThat(applied).containsExactly("a", "b");
    }
  }

  @Test
  void append_fromManyThreads_appliesOneAtATimeAndEachOnce() throws Exception {
    try (CommitLog<String, Integer> log = open()) {
      var threads = new ArrayList<Thread>();
      for (int t = 0; t < 8; t++) {
        String name = "t" + t + "-";
        threads.add(
            Thread.startVirtualThread(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    var _ = log.append(name + i).toCompletableFuture().join();
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(applied).hasSize(4000).doesNotHaveDuplicates();
      for (int t = 0; t < 8; t++) {
        String name = "t" + t + "-";
        assertThat(applied.stream().filter(c -> c.startsWith(name)).map(c -> c.substring(3)))
            .containsExactlyElementsOf(
                java.util.stream.IntStream.range(0, 500).mapToObj(String::valueOf).toList());
      }
    }
  }

  @Test
  void append_afterClose_failsAndAppliesNothing() {
    CommitLog<String, Integer> log = open();
    assertThat(log.problem()).isNull();
    log.close();

    assertThat(log.problem()).isEqualTo("the log is closed");
    assertThat(log.append("late").toCompletableFuture()).isCompletedExceptionally();
    assertThat(applied).isEmpty();
  }

  @Test
  void append_whatTheMachineRefuses_answersTheRefusalAndAppliesNothing() throws Exception {
    try (CommitLog<String, Integer> log = open()) {
      assertThat(join(log.append("refuse this"))).isEqualTo(Lines.REFUSED);
      assertThat(join(log.append("a"))).isEqualTo(1);
    }
    assertThat(applied).containsExactly("a");
  }

  @Test
  void catchUp_afterAnAcknowledgement_theStateHasIt() throws Exception {
    try (CommitLog<String, Integer> log = open()) {
      for (int i = 0; i < 20; i++) {
        var _ = join(log.append("c" + i));
        join(log.catchUp(Duration.ofSeconds(60)));
        assertThat(applied).hasSize(i + 1);
      }
    }
  }

  @Test
  void role_openLog_leadsAndKnowsIt() {
    try (CommitLog<String, Integer> log = open()) {
      assertThat(log.role().isLeader()).isTrue();
    }
  }

  // Would catch a log that continues with a state that a command has partly changed.
  @Test
  void append_machineThrows_failsAcceptsNoMoreAndTellsOnce() throws Exception {
    for (Throwable thrown : List.of(new IllegalStateException("broken"), new AssertionError())) {
      var told = new LinkedBlockingQueue<Throwable>();
      try (CommitLog<String, Integer> log =
          open(new Lines(command -> fail(command, thrown)), told::add)) {
        assertThat(join(log.append("good"))).isEqualTo(7);
        assertThat(log.append("bad").toCompletableFuture())
            .failsWithin(Duration.ofSeconds(60))
            .withThrowableOfType(ExecutionException.class)
            .withCauseInstanceOf(LogException.class);
        assertThat(log.append("late").toCompletableFuture())
            .failsWithin(Duration.ofSeconds(60))
            .withThrowableOfType(ExecutionException.class)
            .withCauseInstanceOf(LogException.class);
        assertThat(log.problem()).isEqualTo("the log is closed");
      }
      assertThat(told.poll(60, TimeUnit.SECONDS)).isSameAs(thrown);
      assertThat(told).isEmpty();
      assertThat(applied).doesNotContain("late");
    }
  }

  private int fail(String command, Throwable thrown) {
    applied.add(command);
    if (!command.equals("bad")) {
      return 7;
    }
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    throw (Error) thrown;
  }

  /// Counts the applied commands; concurrent calls would lose a count.
  private int apply(String command) {
    int before = applied.size();
    applied.add(command);
    return before + 1;
  }

  private static <T extends @Nullable Object> T join(CompletionStage<T> stage) throws Exception {
    CompletableFuture<T> future = stage.toCompletableFuture();
    return future.get(60, TimeUnit.SECONDS);
  }
}
