package io.sluice.store.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.store.Seed;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreeSlotsTest {
  private final FreeSlots slots = new FreeSlots();

  // A snapshot can name any slots, so they are taken in any order.
  @Test
  void takeAndFree_random_agreesWithABitSet() {
    long seed = Seed.next("FreeSlotsTest");
    var random = new Random(seed);
    var taken = new BitSet();
    for (int step = 0; step < 20_000; step++) {
      int slot = random.nextInt(4) == 0 ? slots.lowest() : random.nextInt(300);
      if (taken.get(slot)) {
        slots.free(slot);
      } else {
        slots.take(slot);
      }
      taken.flip(slot);
      assertThat(slots.lowest()).as("seed=%d", seed).isEqualTo(taken.nextClearBit(0));
      assertThat(slots.isFree(slot)).as("seed=%d", seed).isNotEqualTo(taken.get(slot));
    }
  }

  @Test
  void take_highestSlot_leavesTheLowest() {
    slots.take(Integer.MAX_VALUE);
    assertThat(slots.isFree(Integer.MAX_VALUE)).isFalse();
    assertThat(slots.lowest()).isZero();
    slots.free(Integer.MAX_VALUE);
    assertThat(slots.isFree(Integer.MAX_VALUE)).isTrue();
  }

  @Test
  void take_takenSlot_isRefused() {
    slots.take(3);
    assertThatThrownBy(() -> slots.take(3)).hasMessageContaining("slot=3");
  }
}
