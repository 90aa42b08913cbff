package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.model.GroupingKey;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class StoreTest {
  private static final GroupingKey A = GroupingKey.of("job", "a");
  private static final GroupingKey B = GroupingKey.of("job", "b");
  private static final String TIME_HEADERS =
      """
      # HELP push_failure_time_seconds Last Unix time when changing this group in the Pushgateway failed.
      # TYPE push_failure_time_seconds gauge
      """;

  private final Pushing gateway = new Pushing();

  @Test
  void put_newGroup_showsLabelsAndTimes() {
    gateway.put(A, "# HELP m what it is\n# TYPE m gauge\nm{x=\"1\",job=\"other\"} 5\n");

    assertThat(gateway.scrape())
        .isEqualTo(
            """
            # HELP m what it is
            # TYPE m gauge
            m{instance="",job="a",x="1"} 5
            """
                + TIME_HEADERS
                + """
            push_failure_time_seconds{instance="",job="a"} 0
            # HELP push_time_seconds Last Unix time when changing this group in the Pushgateway succeeded.
            # TYPE push_time_seconds gauge
            push_time_seconds{instance="",job="a"} 1
            """);
  }

  @Test
  void put_again_replacesAllFamiliesButKeepsTheFailureTime() {
    gateway.put(A, "m 1\nn 2\n");
    gateway.put(A, "m 1 123\n");
    gateway.put(A, "n 3\n");

    assertThat(samples())
        .containsExactly(
            "n{instance=\"\",job=\"a\"} 3",
            "push_failure_time_seconds{instance=\"\",job=\"a\"} 2",
            "push_time_seconds{instance=\"\",job=\"a\"} 3");
  }

  @Test
  void post_again_replacesFamiliesOfTheSameNameOnly() {
    gateway.put(A, "m{x=\"1\"} 1\nm{x=\"2\"} 1\nn 2\n");
    gateway.post(A, "m{x=\"3\"} 3\no 4\n");

    assertThat(samples())
        .containsExactly(
            "m{instance=\"\",job=\"a\",x=\"3\"} 3",
            "n{instance=\"\",job=\"a\"} 2",
            "o{instance=\"\",job=\"a\"} 4",
            "push_failure_time_seconds{instance=\"\",job=\"a\"} 0",
            "push_time_seconds{instance=\"\",job=\"a\"} 2");
  }

  @Test
  void push_emptyBody_emptiesOnPutAndTouchesOnPost() {
    gateway.put(A, "m 1\n");
    gateway.post(A, "");
    assertThat(samples()).first().isEqualTo("m{instance=\"\",job=\"a\"} 1");

    gateway.put(A, "");
    assertThat(samples())
        .containsExactly(
            "push_failure_time_seconds{instance=\"\",job=\"a\"} 0",
            "push_time_seconds{instance=\"\",job=\"a\"} 3");
  }

  @Test
  void push_withTimestamp_failsAndCreatesTheGroup() {
    Outcome outcome = gateway.put(A, "m 1 1000\n");

    assertThat(outcome).isEqualTo(new Outcome.Rejected("pushed metrics must not have timestamps"));
    assertThat(samples())
        .containsExactly(
            "push_failure_time_seconds{instance=\"\",job=\"a\"} 1",
            "push_time_seconds{instance=\"\",job=\"a\"} 0");
  }

  @Test
  void push_pushTimeOfItsOwn_isIgnored() {
    Outcome outcome =
        gateway.put(A, "# TYPE push_time_seconds summary\npush_time_seconds_count 7\n");

    assertThat(outcome).isEqualTo(Outcome.APPLIED);
    assertThat(samples()).contains("push_time_seconds{instance=\"\",job=\"a\"} 1");
  }

  // Upstream exposes the pushed value from the second push on.
  @Test
  void push_forgedFailureTime_isRefused() {
    gateway.put(A, "m 1\n");
    Outcome outcome = gateway.post(A, "push_failure_time_seconds 7\n");

    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    assertThat(samples()).contains("push_failure_time_seconds{instance=\"\",job=\"a\"} 2");
  }

  // Upstream creates the second group nevertheless; then every scrape and every push fails.
  @Test
  void push_groupWhosePushTimeExists_leavesNoTrace() {
    gateway.put(A, "m 1\n");
    String before = gateway.scrape();
    GroupingKey twin = GroupingKey.of("job", "a", "instance", "");

    assertThat(gateway.put(twin, "n 1\n")).isInstanceOf(Outcome.Rejected.class);
    assertThat(gateway.put(twin, "n 1 1000\n")).isInstanceOf(Outcome.Rejected.class);
    assertThat(gateway.scrape()).isEqualTo(before);

    gateway.delete(A);
    assertThat(gateway.put(twin, "n 1\n")).isEqualTo(Outcome.APPLIED);
    assertThat(gateway.put(A, "n 1\n")).isInstanceOf(Outcome.Rejected.class);
  }

  @Test
  void delete_group_leavesTheOthers() {
    gateway.put(A, "m 1\n");
    gateway.put(B, "m 2\n");
    gateway.delete(A);
    gateway.delete(GroupingKey.of("job", "unknown"));

    assertThat(samples())
        .containsExactly(
            "m{instance=\"\",job=\"b\"} 2",
            "push_failure_time_seconds{instance=\"\",job=\"b\"} 0",
            "push_time_seconds{instance=\"\",job=\"b\"} 2");
  }

  @Test
  void wipe_groups_leavesNothing() {
    gateway.put(A, "m 1\n");
    gateway.put(B, "m 2\n");
    StoreView before = gateway.store().view();
    gateway.store().apply(new Command.Wipe());

    assertThat(gateway.scrape()).isEmpty();
    assertThat(gateway.store().view().groupCount()).isZero();
    assertThat(before.groupCount()).isEqualTo(2);
    gateway.put(A, "# TYPE m summary\nm_sum 1\n");
    assertThat(samples()).first().isEqualTo("m_sum{instance=\"\",job=\"a\"} 1");
  }

  @Test
  void view_laterCommands_doNotShow() {
    gateway.put(A, "m 1\n");
    StoreView view = gateway.store().view();
    String before = Pushing.scrape(view, java.util.List.of());
    gateway.put(A, "m 2\n");
    gateway.put(B, "m 3\n");
    gateway.delete(A);

    assertThat(Pushing.scrape(view, java.util.List.of())).isEqualTo(before);
    assertThat(samples()).first().isEqualTo("m{instance=\"\",job=\"b\"} 3");
  }

  @Test
  void group_afterFailure_saysWhy() {
    gateway.put(A, "m 1\n");
    gateway.put(A, "m 1 1000\n");
    var groups = new ArrayList<GroupView>();
    gateway.store().view().forEachGroup(groups::add);

    assertThat(groups).hasSize(1);
    assertThat(groups.getFirst().isLastPushSuccessful()).isFalse();
    assertThat(groups.getFirst().failureMessage())
        .isEqualTo("pushed metrics must not have timestamps");
    assertThat(groups.getFirst().pushNanos()).isEqualTo(Pushing.SECOND);
    assertThat(groups.getFirst().failureNanos()).isEqualTo(2 * Pushing.SECOND);
  }

  // The error message can be as long as the body, and is stored as long as the group.
  @Test
  void group_afterFailureWithALongMessage_keepsItsBeginning() {
    var body = new StringBuilder("# TYPE m histogram\n");
    for (int i = 0; i < 100; i++) {
      body.append("m_count{x=\"").append("y".repeat(100)).append(i).append("\",z=\"1\"} 1\n");
    }
    gateway.put(B, "m 1\n");
    gateway.put(A, body.toString());
    var groups = new ArrayList<GroupView>();
    gateway.store().view().forEachGroup(groups::add);

    assertThat(groups.getLast().failureMessage())
        .hasSize(GroupChange.MAX_MESSAGE_LENGTH)
        .startsWith("100 error(s) occurred:")
        .endsWith("...\nheld by group {job=\"b\"}");
  }

  private java.util.List<String> samples() {
    return gateway.scrape().lines().filter(line -> !line.startsWith("#")).toList();
  }
}
