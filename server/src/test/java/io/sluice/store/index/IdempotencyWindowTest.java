package io.sluice.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdempotencyWindowTest {
  private static final GroupingKey KEY = GroupingKey.of("job", "j");
  private static final int MAX_PUSHES = 5_000;

  // Would catch chunks that are dropped too early or too late, and views that change afterwards.
  @Test
  void addAndForget_atRandom_holdsWhatANaiveQueueHolds() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var remembered = new IdempotencyWindow(MAX_PUSHES);
    Deque<AppliedPush> naive = new ArrayDeque<>();
    List<List<AppliedPush>> view = remembered.list();
    List<AppliedPush> viewed = List.of();
    for (int i = 0; i < 20_000; i++) {
      var push = new AppliedPush(Digest.of(KEY, "k" + i), i, i);
      remembered.add(push);
      naive.addLast(push);
      if (naive.size() > MAX_PUSHES) {
        naive.removeFirst();
      }
      if (random.nextInt(500) == 0) {
        int now = i - random.nextInt(2 * MAX_PUSHES);
        remembered.forget(now);
        naive.removeIf(each -> each.untilNanos() < now);
      }
      if (random.nextInt(300) == 0) {
        assertThat(view.stream().flatMap(List::stream).toList())
            .as("seed=%d", seed)
            .isEqualTo(viewed);
        view = remembered.list();
        viewed = List.copyOf(naive);
      }
    }
    assertThat(remembered.list().stream().flatMap(List::stream).toList())
        .as("seed=%d", seed)
        .isEqualTo(List.copyOf(naive));
    AppliedPush first = naive.getFirst();
    assertThat(remembered.find(first.name(), 0)).isEqualTo(first);
    assertThat(remembered.find(first.name(), first.untilNanos() + 1)).isNull();
    assertThat(remembered.find(Digest.of(GroupingKey.of("job", "other"), "k1"), 0)).isNull();
  }
}
