package io.sluice.webconfig;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.yaml.YamlScalar;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PasswordCheckTest {
  private static final Map<String, YamlScalar> USERS =
      Map.of("alice", hash("$2y$04$jCLh9gG8EtyiriJJ9g95Oeo31nBzxHSjK7XaKQUL9Ig2.2aUmEiHq"));

  /// The tasks for the password thread.
  private final ArrayDeque<Runnable> work = new ArrayDeque<>();

  private final PasswordCheck check = new PasswordCheck(work::add, new SecureRandom());

  @Test
  void check_rightPassword_isRightAndRemembered() {
    CompletableFuture<PasswordVerdict> first = check.check(USERS, given("alice", "secret"));
    assertThat(first).isNotDone();
    doWork();

    assertThat(first).isCompletedWithValue(PasswordVerdict.RIGHT);
    assertThat(check.check(USERS, given("alice", "secret")))
        .isCompletedWithValue(PasswordVerdict.RIGHT);
    assertThat(work).isEmpty();
  }

  @Test
  void check_wrongPasswordOrUser_isWrongAndComputedForBoth() {
    CompletableFuture<PasswordVerdict> password = check.check(USERS, given("alice", "wrong"));
    CompletableFuture<PasswordVerdict> user = check.check(USERS, given("nobody", "secret"));
    CompletableFuture<PasswordVerdict> dummy = check.check(USERS, given("nobody", "fakepassword"));
    assertThat(work).hasSize(3);
    doWork();

    assertThat(password).isCompletedWithValue(PasswordVerdict.WRONG);
    assertThat(user).isCompletedWithValue(PasswordVerdict.WRONG);
    assertThat(dummy).isCompletedWithValue(PasswordVerdict.WRONG);
  }

  /// Otherwise the time for a 401 would reveal which names exist.
  @Test
  void standIn_usersOfDifferentCosts_costsAsMuchAsOneOfThem() {
    Map<String, YamlScalar> users =
        Map.of(
            "alice", hash(PasswordCheck.NOBODY.replace("$10$", "$04$")),
            "bob", hash(PasswordCheck.NOBODY.replace("$10$", "$12$")),
            "carol", hash("not a hash"));
    Map<String, Integer> costs = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      String standIn = check.standIn(users, "name" + i);
      assertThat(BcryptHash.problem(standIn)).isNull();
      assertThat(check.standIn(users, "name" + i)).isEqualTo(standIn);
      costs.merge(BcryptHash.cost(standIn), 1, Integer::sum);
    }

    assertThat(costs).containsOnlyKeys("04", "12");
  }

  /// A password that cannot be compared must not be answered immediately either.
  @Test
  void check_userWithoutAHash_isComputedLikeAnother() {
    var broken = check.check(Map.of("carol", hash("not a hash")), given("carol", "x"));
    assertThat(work).hasSize(1);
    doWork();
    assertThat(broken).isCompletedWithValue(PasswordVerdict.WRONG);
  }

  /// Many new connections with the same password must not need one bcrypt each.
  @Test
  void check_sameAtOnce_isComputedOnce() {
    CompletableFuture<PasswordVerdict> one = check.check(USERS, given("alice", "secret"));
    CompletableFuture<PasswordVerdict> other = check.check(USERS, given("alice", "secret"));
    assertThat(work).hasSize(1);
    doWork();

    assertThat(one).isCompletedWithValue(PasswordVerdict.RIGHT);
    assertThat(other).isCompletedWithValue(PasswordVerdict.RIGHT);
  }

  /// After a change of the hash, a password that was correct before must be checked again.
  @Test
  void check_hashChanged_isComputedAgain() {
    var before = check.check(USERS, given("alice", "secret"));
    doWork();
    assertThat(before).isCompletedWithValue(PasswordVerdict.RIGHT);

    var after = check.check(Map.of("alice", hash(PasswordCheck.NOBODY)), given("alice", "secret"));
    assertThat(after).isNotDone();
    doWork();
    assertThat(after).isCompletedWithValue(PasswordVerdict.WRONG);
  }

  @Test
  void check_floodOfWrongOnes_remembersTheRightOne() {
    var right = check.check(USERS, given("alice", "secret"));
    doWork();
    for (int i = 0; i < 150; i++) {
      var wrong = check.check(USERS, given("alice", "wrong" + i));
      doWork();
      assertThat(wrong).isCompletedWithValue(PasswordVerdict.WRONG);
    }

    assertThat(right).isCompletedWithValue(PasswordVerdict.RIGHT);
    assertThat(check.check(USERS, given("alice", "secret")))
        .isCompletedWithValue(PasswordVerdict.RIGHT);
  }

  @Test
  void check_tooManyWaiting_isTurnedAwayAndServedLater() {
    for (int i = 0; i < 200; i++) {
      assertThat(check.check(USERS, given("nobody", "x" + i))).isNotDone();
    }
    assertThat(check.check(USERS, given("alice", "secret")))
        .isCompletedWithValue(PasswordVerdict.UNKNOWN);
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
