package io.sluice.webconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.yaml.YamlScalar;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PasswordCheckTest {
  private static final Map<String, YamlScalar> USERS =
      Map.of("alice", hash("$2y$04$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq"));

  /// What is to be done by the thread for passwords.
  private final ArrayDeque<Runnable> work = new ArrayDeque<>();

  private final PasswordCheck check = new PasswordCheck(work::add, new SecureRandom());

  @Test
  void check_rightPassword_isRightAndRemembered() {
    CompletableFuture<Verdict> first = check.check(USERS, given("alice", "secret"));
    assertThat(first).isNotDone();
    doWork();

    assertThat(first).isCompletedWithValue(Verdict.RIGHT);
    assertThat(check.check(USERS, given("alice", "secret"))).isCompletedWithValue(Verdict.RIGHT);
    assertThat(work).isEmpty();
  }

  @Test
  void check_wrongPasswordOrUser_isWrongAndComputedForBoth() {
    CompletableFuture<Verdict> password = check.check(USERS, given("alice", "wrong"));
    CompletableFuture<Verdict> user = check.check(USERS, given("nobody", "secret"));
    CompletableFuture<Verdict> dummy = check.check(USERS, given("nobody", "fakepassword"));
    assertThat(work).hasSize(3);
    doWork();

    assertThat(password).isCompletedWithValue(Verdict.WRONG);
    assertThat(user).isCompletedWithValue(Verdict.WRONG);
    assertThat(dummy).isCompletedWithValue(Verdict.WRONG);
  }

  /// Many connections that open at once with one password must not cost one bcrypt each.
  @Test
  void check_sameAtOnce_isComputedOnce() {
    CompletableFuture<Verdict> one = check.check(USERS, given("alice", "secret"));
    CompletableFuture<Verdict> other = check.check(USERS, given("alice", "secret"));
    assertThat(work).hasSize(1);
    doWork();

    assertThat(one).isCompletedWithValue(Verdict.RIGHT);
    assertThat(other).isCompletedWithValue(Verdict.RIGHT);
  }

  /// A changed hash is another question, so what was right before is looked at again.
  @Test
  void check_hashChanged_isComputedAgain() {
    var before = check.check(USERS, given("alice", "secret"));
    doWork();
    assertThat(before).isCompletedWithValue(Verdict.RIGHT);

    var after = check.check(Map.of("alice", hash(PasswordCheck.NOBODY)), given("alice", "secret"));
    assertThat(after).isNotDone();
    doWork();
    assertThat(after).isCompletedWithValue(Verdict.WRONG);
  }

  @Test
  void check_floodOfWrongOnes_remembersTheRightOne() {
    var right = check.check(USERS, given("alice", "secret"));
    doWork();
    for (int i = 0; i < 150; i++) {
      var wrong = check.check(USERS, given("alice", "wrong" + i));
      doWork();
      assertThat(wrong).isCompletedWithValue(Verdict.WRONG);
    }

    assertThat(right).isCompletedWithValue(Verdict.RIGHT);
    assertThat(check.check(USERS, given("alice", "secret"))).isCompletedWithValue(Verdict.RIGHT);
  }

  @Test
  void check_tooManyWaiting_isTurnedAwayAndServedLater() {
    for (int i = 0; i < 200; i++) {
      assertThat(check.check(USERS, given("nobody", "x" + i))).isNotDone();
    }
    assertThat(check.check(USERS, given("alice", "secret"))).isCompletedWithValue(Verdict.UNKNOWN);
    work.pop().run();

    assertThat(check.check(USERS, given("alice", "secret"))).isNotDone();
  }

  private void doWork() {
    while (!work.isEmpty()) {
      work.pop().run();
    }
  }

  private static Credentials given(String user, String password) {
    return new Credentials(user, password.getBytes(StandardCharsets.UTF_8));
  }

  private static YamlScalar hash(String text) {
    return new YamlScalar(text, 1, 1);
  }
}
