package io.sluice.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConnectionMemoryTest {
  private static final int FREE = 4 * 1024;
  private static final int MAX = 1_000_000;

  private final List<String> refusals = new ArrayList<>();
  private final List<String> evicted = new ArrayList<>();
  private final ConnectionMemory memory = new ConnectionMemory(MAX, refusals::add);

  private ConnectionMemory.Account open(String name) {
    return memory.open(() -> evicted.add(name));
  }

  @Test
  void update_moreAndLess_isCountedBeyondWhatIsFree() {
    ConnectionMemory.Account account = open("a");

    assertThat(account.update(FREE, false)).isTrue();
    assertThat(memory.usedBytes()).isZero();
    assertThat(account.update(FREE + 1000, false)).isTrue();
    assertThat(memory.usedBytes()).isEqualTo(1000);
    assertThat(account.update(FREE + 300, false)).isTrue();
    assertThat(memory.usedBytes()).isEqualTo(300);
    account.close();
    assertThat(memory.usedBytes()).isZero();
    assertThat(refusals).isEmpty();
  }

  @Test
  void close_whileKept_countsUntilReleased() {
    ConnectionMemory.Account account = open("a");
    account.update(FREE + 1000, false);
    account.keep();
    account.keep();

    account.close();
    account.release();
    assertThat(memory.usedBytes()).isEqualTo(1000);
    account.release();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void update_noneLeft_evictsWhoHoldsTheMost() {
    open("small").update(FREE + 10, false);
    ConnectionMemory.Account large = open("large");
    large.update(FREE + 400_000, false);
    open("middle").update(FREE + 300_000, false);
    open("other").update(FREE + 290_000, false);

    assertThat(open("taker").update(FREE + 100_000, false)).isTrue();

    assertThat(evicted).containsExactly("large");
    assertThat(refusals).containsExactly("connection_bytes");
    large.close();
    assertThat(memory.usedBytes()).isEqualTo(690_010);
  }

  @Test
  void update_noneLeft_evictsWhoHasHeldLongest() {
    ConnectionMemory.Account first = open("first");
    first.update(FREE + 450_000, false);
    ConnectionMemory.Account second = open("second");
    second.update(FREE + 450_000, false);
    first.renew();

    assertThat(open("taker").update(FREE + 200_000, false)).isTrue();

    assertThat(evicted).containsExactly("second");
  }

  /// What was told to close still is in memory: not everything may be given away at once.
  @Test
  void update_halfIsStillToBeFreed_isRefused() {
    for (int i = 0; i < 10; i++) {
      open("a" + i).update(FREE + 100_000, false);
    }
    int granted = 0;
    while (granted < 20 && open("b" + granted).update(FREE + 100_000, false)) {
      granted++;
    }

    assertThat(granted).isEqualTo(5);
    assertThat(memory.usedBytes()).isEqualTo(1_500_000);
  }

  @Test
  void update_byOneThatIsToClose_isRefused() {
    ConnectionMemory.Account large = open("large");
    large.update(FREE + 500_000, false);
    open("other").update(FREE + 400_000, false);
    open("taker").update(FREE + 200_000, false);
    assertThat(evicted).containsExactly("large");

    assertThat(large.update(FREE + 10, false)).isTrue();
    assertThat(large.update(FREE + 20, false)).isFalse();
  }

  @Test
  void update_forAnAnswer_mayTakeAQuarterMore() {
    ConnectionMemory.Account one = open("one");
    ConnectionMemory.Account two = open("two");
    one.update(FREE + 500_000, false);
    two.update(FREE + 500_000, false);

    assertThat(open("answer").update(FREE + 250_000, true)).isTrue();

    assertThat(evicted).isEmpty();
  }

  /// A single chunk may be larger than everything, and its reader has to get it.
  @Test
  void update_moreThanThereIs_countsForHalf() {
    assertThat(open("a").update(10L * MAX, true)).isTrue();
    assertThat(memory.usedBytes()).isEqualTo(MAX / 2);
  }

  @Test
  void addFixed_withOthers_addsUp() {
    ConnectionMemory.Account account = open("a");
    account.addFixed(FREE);
    account.addFixed(500);
    account.update(100, false);
    assertThat(memory.usedBytes()).isEqualTo(600);
    account.update(0, false);
    assertThat(memory.usedBytes()).isEqualTo(500);
  }

  @Test
  void account_closed_holdsNothingEverAfter() {
    ConnectionMemory.Account account = open("a");
    account.update(FREE + 100, false);
    account.close();
    account.close();
    assertThat(account.update(FREE + 100, false)).isTrue();
    assertThat(memory.usedBytes()).isZero();
  }
}
