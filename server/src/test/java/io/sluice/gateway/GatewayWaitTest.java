package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Outcome;
import io.sluice.command.Proposal;
import io.sluice.format.ParsedBody;
import io.sluice.format.text.TextParser;
import io.sluice.log.MemoryLog;
import io.sluice.log.StateMachine;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.store.StateLimits;
import io.sluice.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A push on an event loop must never wait for the store, regardless of its other users.
@Timeout(60)
final class GatewayWaitTest {
  private static final GroupingKey SMALL = GroupingKey.of("job", "small");
  private static final GroupingKey LARGE = GroupingKey.of("job", "large");

  private final Store store = new Store(Map.of());
  private final CountDownLatch isApplying = new CountDownLatch(1);
  private final CountDownLatch mayApply = new CountDownLatch(1);
  private final AtomicLong clock = new AtomicLong();
  private final MemoryLog<Proposal, Outcome> log =
      new MemoryLog<>(new SlowMachine(), FatalFailure::raise);
  private final Gateway gateway =
      new Gateway(store, log, clock::incrementAndGet, PushSettings.USUAL, StateLimits.NONE);

  private volatile boolean isSlow;
  private volatile Thread applier = Thread.currentThread();

  /// The store, which waits in the next command if `isSlow` is set.
  private final class SlowMachine implements StateMachine<Proposal, Outcome> {
    private final StoreStateMachine machine = new StoreStateMachine(store);

    @Override
    public Outcome apply(Proposal proposal) {
      applier = Thread.currentThread();
      if (isSlow) {
        isSlow = false;
        isApplying.countDown();
        try {
          assertThat(mayApply.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return machine.apply(proposal);
    }

    @Override
    public byte[] encode(Proposal proposal) {
      return machine.encode(proposal);
    }

    @Override
    public Proposal decode(byte[] bytes) throws IOException {
      return machine.decode(bytes);
    }

    @Override
    public Iterator<byte[]> parts() {
      return machine.parts();
    }

    @Override
    public void restore(byte[] bytes, int length) throws IOException {
      machine.restore(bytes, length);
    }

    @Override
    public void completeRestore() throws IOException {
      machine.completeRestore();
    }
  }

  private CompletableFuture<Outcome> push(GroupingKey key, String text, PushRequest.Mode mode)
      throws Exception {
    ParsedBody body = TextParser.parse(text.getBytes(StandardCharsets.UTF_8), Names.LEGACY);
    return gateway.push(PushRequest.of(key, body, mode)).toCompletableFuture();
  }

  private CompletableFuture<Outcome> push(String text) throws Exception {
    return push(SMALL, text, PushRequest.Mode.REPLACE_GROUP);
  }

  @Test
  void push_nobodyElse_isAppliedAtOnceByTheCaller() throws Exception {
    assertThat(push("a 1\n")).isCompletedWithValue(Outcome.APPLIED);
    assertThat(applier).isSameAs(Thread.currentThread());
  }

  @Test
  void push_whileAnotherIsApplied_doesNotWait() throws Exception {
    isSlow = true;
    var slow = new CompletableFuture<CompletionStage<Outcome>>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                slow.complete(push("a 1\n"));
              } catch (Exception e) {
                slow.completeExceptionally(e);
              }
            });
    assertThat(isApplying.await(60, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Outcome> push = push("b 1\n");
    CompletionStage<Outcome> delete = gateway.delete(LARGE);
    CompletionStage<Outcome> wipe = gateway.wipe();

    assertThat(gateway.problem()).isNull();
    assertThat(push).isNotDone();
    mayApply.countDown();
    assertThat(push.get(60, TimeUnit.SECONDS)).isEqualTo(Outcome.APPLIED);
    assertThat(delete.toCompletableFuture().get(60, TimeUnit.SECONDS)).isNotNull();
    assertThat(wipe.toCompletableFuture().get(60, TimeUnit.SECONDS)).isNotNull();
    assertThat(slow.get(60, TimeUnit.SECONDS).toCompletableFuture())
        .isCompletedWithValue(Outcome.APPLIED);
  }

  /// The time for such pushes does not depend on their own size.
  @Test
  void push_toALargeGroup_isAppliedByAnotherThread() throws Exception {
    String families =
        IntStream.range(0, 200).mapToObj(i -> "f" + i + " 1\n").collect(Collectors.joining());
    push(LARGE, families, PushRequest.Mode.REPLACE_GROUP).get(60, TimeUnit.SECONDS);

    for (PushRequest.Mode mode : PushRequest.Mode.values()) {
      push(LARGE, "x 1\n", PushRequest.Mode.REPLACE_FAMILIES).get(60, TimeUnit.SECONDS);
      push(LARGE, families, PushRequest.Mode.REPLACE_FAMILIES).get(60, TimeUnit.SECONDS);
      push(LARGE, "y 1\n", mode).get(60, TimeUnit.SECONDS);
      assertThat(applier).as(mode.name()).isNotSameAs(Thread.currentThread());
    }
  }

  @Test
  void push_thatCannotBeWritten_failsTheStage() throws Exception {
    String families =
        IntStream.range(0, 200).mapToObj(i -> "f" + i + " 1\n").collect(Collectors.joining());
    push(LARGE, families, PushRequest.Mode.REPLACE_GROUP).get(60, TimeUnit.SECONDS);
    log.close();

    assertThat(
            push(LARGE, "x 1\n", PushRequest.Mode.REPLACE_FAMILIES)
                .handle((_, failure) -> failure)
                .get())
        .isNotNull();
    assertThat(gateway.problem()).isNotNull();
  }
}
