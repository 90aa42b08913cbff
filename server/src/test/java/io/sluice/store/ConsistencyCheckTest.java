package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Outcome;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.MetricType;
import io.sluice.store.index.KeyShapes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistencyCheckTest {
  private static final GroupingKey A = GroupingKey.of("job", "a");
  private static final GroupingKey A1 = GroupingKey.of("job", "a", "tag", "1");
  private static final GroupingKey B = GroupingKey.of("job", "b");

  private final Pushing gateway =
      new Pushing(
          new Store(Map.of("own_total", MetricType.COUNTER, "own_size", MetricType.SUMMARY)));

  @Test
  void push_otherTypeThanAnotherGroup_isRefused() {
    gateway.put(A, "# TYPE m gauge\nm 1\n");

    assertRejected(
        gateway.put(B, "# TYPE m counter\nm 1\n"),
        "collected metric \"m\" {",
        "is not a GAUGE",
        "\nheld by group {job=\"a\"}");
    assertThat(gateway.put(A, "# TYPE m counter\nm 1\n")).isEqualTo(Outcome.APPLIED);
    assertThat(gateway.put(B, "# TYPE m counter\nm 1\n")).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void push_severalSeriesOfAnotherType_areCounted() {
    gateway.put(A, "# TYPE m gauge\nm 1\n");

    assertRejected(
        gateway.put(B, "# TYPE m counter\nm{x=\"1\"} 1\nm{x=\"2\"} 1\n"),
        "2 error(s) occurred:\n* collected");
  }

  @Test
  void push_sameSeriesTwice_isRefused() {
    assertRejected(
        gateway.put(A, "m 1\nm{instance=\"\"} 2\n"),
        "was collected before with the same name and label values");
  }

  // {job=a} with the body label tag=1, and {job=a,tag=1}, in both orders.
  @Test
  void push_seriesOfAGroupOfAnotherShape_isRefused() {
    gateway.put(A, "m{tag=\"1\"} 1\nm{tag=\"2\"} 1\n");
    assertRejected(gateway.put(A1, "m 5\n"), "was collected before");
    assertThat(gateway.put(A1, "m{other=\"x\"} 5\n")).isEqualTo(Outcome.APPLIED);
    assertRejected(gateway.put(A, "m{tag=\"1\",other=\"x\"} 1\n"), "was collected before");
    assertThat(gateway.put(A, "m{tag=\"1\"} 1\n")).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void push_seriesOfAGroupThatWasDeleted_fits() {
    gateway.put(A1, "m 5\n");
    assertRejected(gateway.put(A, "m{tag=\"1\"} 1\n"), "was collected before");
    gateway.delete(A1);

    assertThat(gateway.put(A, "m{tag=\"1\"} 1\n")).isEqualTo(Outcome.APPLIED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "w 1|w{job=\"a\"} 2",
        "w 1|w{job=\"a\",q=\"\"} 2",
        "w{q=\"\"} 1|w{job=\"a\"} 2",
        "w 1|w{job=\"a\"} 2;w{job=\"b\"} 3",
        "# TYPE h histogram;h_bucket{le=\"1\"} 1;h_count 1|# TYPE h histogram;h_sum{job=\"a\"} 1",
        "# TYPE s summary;s{quantile=\"0.5\"} 1|# TYPE s summary;s_count{job=\"a\"} 1",
        "# TYPE g gaugehistogram;g_bucket{le=\"1\"} 1|# TYPE g gaugehistogram;g_sum{job=\"a\"} 1",
      })
  void push_seriesOfAGroupWithoutAJob_isRefusedBothWays(String ofJob, String withoutJob) {
    for (GroupingKey none : List.of(GroupingKey.of(), GroupingKey.of("x", ""))) {
      var jobFirst = new Pushing();
      jobFirst.put(A, lines(ofJob));
      assertRejected(
          jobFirst.put(none, lines(withoutJob)),
          "was collected before",
          "\nheld by group {job=\"a\"}");

      var jobLast = new Pushing();
      jobLast.put(none, lines(withoutJob));
      assertRejected(
          jobLast.put(A, lines(ofJob)),
          "was collected before",
          none.labels().has("x") ? "\nheld by group {x=\"\"}" : "\nheld by group {}");
      assertThat(jobLast.put(GroupingKey.of("job", "c"), lines(ofJob))).isEqualTo(Outcome.APPLIED);
    }
  }

  @Test
  void push_seriesOfAGroupWithoutAJobButWithOtherLabels_isRefused() {
    GroupingKey shard = GroupingKey.of("shard", "1");
    gateway.put(shard, "w{job=\"a\"} 1\n");

    assertRejected(
        gateway.put(GroupingKey.of("job", "a", "shard", "1"), "w 1\n"),
        "\nheld by group {shard=\"1\"}");
    assertRejected(gateway.put(A, "w{shard=\"1\"} 1\n"), "\nheld by group {shard=\"1\"}");
    assertRejected(
        gateway.put(GroupingKey.of(), "w{job=\"a\",shard=\"1\"} 1\n"),
        "\nheld by group {shard=\"1\"}");
    assertThat(gateway.put(A, "w{shard=\"2\"} 1\n")).isEqualTo(Outcome.APPLIED);
  }

  // A job whose name needs escapes in sample lines, because these are searched for it.
  @Test
  void push_seriesOfAGroupWithoutAJob_isFoundForAnyJob() {
    GroupingKey odd = GroupingKey.of("job", "a\"b\\c\nd");
    gateway.put(GroupingKey.of(), "w{job=\"a\\\"b\\\\c\\nd\"} 1\n");

    assertRejected(gateway.put(odd, "w 1\n"), "\nheld by group {}");
    assertThat(gateway.put(GroupingKey.of("job", "a"), "w 1\n")).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void push_keyThatDiffersInEmptyLabels_isRefusedAndLeavesNothing() {
    GroupingKey twin = GroupingKey.of("job", "a", "x", "");
    gateway.put(A, "m 1\n");

    assertRejected(
        gateway.put(twin, "other 1\n"),
        "collected metric \"push_time_seconds\" {",
        "\nheld by group {job=\"a\"}");
    assertRejected(gateway.put(twin, "m 1 1000\n"), "must not have timestamps");
    assertThat(gateway.scrape()).doesNotContain("x=\"\"");

    gateway.delete(A);
    assertThat(gateway.put(twin, "m 1\n")).isEqualTo(Outcome.APPLIED);
    assertRejected(gateway.put(A, "m 1\n"), "\nheld by group {job=\"a\",x=\"\"}");
    assertRejected(gateway.put(GroupingKey.of("job", "a", "instance", ""), "m 1\n"), "held by");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v 1;v{q=\"\"} 2",
        "v{q=\"\"} 1;v{r=\"\"} 2",
        "v{instance=\"\"} 1;v{q=\"\"} 2",
        "v{l=\"1\",q=\"\"} 1;v{l=\"1\"} 2",
        "# TYPE s summary;s_sum 1;s_count{q=\"\"} 1",
        "# TYPE s summary;s{quantile=\"0.5\"} 1;s{quantile=\"0.5\"} 2",
        "# TYPE s summary;s{quantile=\"0.5\"} 1;s{quantile=\"1\"} 1;s{quantile=\"0.50\"} 2",
        "# TYPE h histogram;h_bucket{le=\"1\"} 1;h_bucket{le=\"1.0\"} 1;h_count 1",
        "# TYPE h histogram;h_bucket{le=\"+Inf\"} 1;h_bucket{le=\"Inf\"} 1",
      })
  void push_oneSeriesTwiceInABody_isRefused(String body) {
    assertRejected(gateway.put(A, lines(body)), "was collected before");
    assertThat(gateway.scrape()).contains("push_time_seconds{instance=\"\",job=\"a\"} 0\n");
  }

  private static String lines(String text) {
    return text.replace(';', '\n') + "\n";
  }

  // With each label that may be in a key or not, the number of shapes doubles: without a bound, a
  // series with all these labels is looked up in each of them.
  @Test
  void push_seriesThatFitsMoreKindsOfKeysThanTheBound_isRefused() {
    for (int mask = 0; mask <= KeyShapes.MAX_FOUND; mask++) { // A itself is not counted
      gateway.put(keyOf(mask), "m 1\n");
    }
    String seriesOfAll = "m{a=\"1\",b=\"1\",c=\"1\",d=\"1\",e=\"1\",own=\"1\"} 1\n";

    assertThat(gateway.put(A, seriesOfAll)).isEqualTo(Outcome.APPLIED);

    gateway.put(keyOf(KeyShapes.MAX_FOUND + 1), "m 1\n");
    assertRejected(
        gateway.put(A, seriesOfAll + seriesOfAll.replace("own", "other")),
        "collected metric \"m\" {",
        "more than 16 kinds of grouping keys within job \"a\"",
        "Use fewer different sets of label names");
    assertThat(gateway.scrape())
        .doesNotContain("other=")
        .contains("push_failure_time_seconds{instance=\"\",job=\"a\"} 20\n");

    assertThat(gateway.put(A, "m{a=\"1\",x=\"1\"} 1\n")).isEqualTo(Outcome.APPLIED);
    assertThat(gateway.put(A, seriesOfAll.replace("m{", "unique{"))).isEqualTo(Outcome.APPLIED);
    assertThat(gateway.put(B, seriesOfAll)).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void push_duplicatesAtTheBound_areAllFound() {
    for (int mask = 1; mask <= KeyShapes.MAX_FOUND; mask++) {
      gateway.put(
          keyOf(mask), "m{a=\"1\",b=\"1\",c=\"1\",d=\"1\",e=\"1\",own=\"" + mask + "\"} 1\n");
    }
    for (int mask = 1; mask <= KeyShapes.MAX_FOUND; mask++) {
      assertRejected(
          gateway.put(A, "m{a=\"1\",b=\"1\",c=\"1\",d=\"1\",e=\"1\",own=\"" + mask + "\"} 1\n"),
          "was collected before");
    }
  }

  // Each push of one line would read all of that again.
  @Test
  void push_familyOfWhichOthersHoldTooMuch_isRefused() {
    String value = "v".repeat(64 * 1024);
    long lineBytes = ("m{a=\"1\",instance=\"\",job=\"a\",x=\"1000\"} 1\n" + value).length();
    int maxLines = (int) (ConsistencyCheck.MAX_READ_BYTES / lineBytes) - 4;
    gateway.put(keyOf(1), lines(value, 1, maxLines / 2));
    gateway.put(keyOf(2), lines(value, 1, maxLines / 2));
    String series = "m{a=\"1\",b=\"1\"} 1\n";
    assertThat(gateway.put(A, series)).isEqualTo(Outcome.APPLIED);

    gateway.put(keyOf(3), lines(value, 2, 8));

    assertRejected(gateway.put(A, series), "metric family \"m\" cannot be checked for duplicates");
    assertThat(gateway.put(A, "m{a=\"1\"} 1\n")).isEqualTo(Outcome.APPLIED);
    assertThat(gateway.put(A, "n{a=\"1\",b=\"1\"} 1\n")).isEqualTo(Outcome.APPLIED);
  }

  private static String lines(String value, int from, int count) {
    var lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("m{x=\"%d%s\"} 1\n".formatted(1000 * from + i, value));
    }
    return lines.toString();
  }

  /// The key of the job `a` with those of five labels whose bits are set in `mask`.
  private static GroupingKey keyOf(int mask) {
    Labels labels = A.labels();
    for (int i = 0; i < 5; i++) {
      if ((mask >> i & 1) != 0) {
        labels = labels.overlaidWith(Labels.of("" + (char) ('a' + i), "1"));
      }
    }
    return new GroupingKey(labels);
  }

  @ParameterizedTest
  @CsvSource({
    "summary, m_count, true",
    "summary, m_sum, true",
    "summary, m_bucket, false",
    "histogram, m_count, true",
    "histogram, m_sum, true",
    "histogram, m_bucket, true",
    "gaugehistogram, m_bucket, true",
    "gauge, m_count, false",
  })
  void push_nameOfASampleOfAnother_isRefusedBothWays(String type, String name, boolean clashes) {
    String sample = type.equals("gauge") ? "m 1\n" : "m_sum 1\n";
    String first = "# TYPE m " + type + "\n" + sample;
    Pushing other = new Pushing();
    Pushing together = new Pushing();

    gateway.put(A, first);
    assertThat(gateway.put(B, name + " 1\n") instanceof Outcome.Rejected).isEqualTo(clashes);
    other.put(B, name + " 1\n");
    assertThat(other.put(A, first) instanceof Outcome.Rejected).isEqualTo(clashes);
    // In one body, the sample would become a part of the family, so the other family comes first.
    assertThat(together.put(A, name + " 1\n" + first) instanceof Outcome.Rejected)
        .isEqualTo(clashes);
  }

  @Test
  void put_clashWithWhatItReplaces_fits() {
    gateway.put(A, "# TYPE m summary\nm_sum 1\n");

    assertRejected(gateway.post(A, "m_count 1\n"), "collides with previously collected summary");
    assertThat(gateway.put(A, "m_count 1\n")).isEqualTo(Outcome.APPLIED);
    assertThat(gateway.put(A, "# TYPE m summary\nm_sum 1\n")).isEqualTo(Outcome.APPLIED);
    assertThat(gateway.post(A, "# TYPE m gauge\nm 1\n# TYPE m_count gauge\nm_count 1\n"))
        .isEqualTo(Outcome.APPLIED);
  }

  @Test
  void push_ownFamilyWithAnotherType_isRefused() {
    assertRejected(
        gateway.put(A, "# TYPE own_total gauge\nown_total 1\n"),
        "gathered metric family own_total has type GAUGE but should have COUNTER");
    assertThat(gateway.put(A, "# TYPE own_total counter\nown_total 1\n"))
        .isEqualTo(Outcome.APPLIED);
    assertRejected(
        gateway.put(A, "own_size_count 1\n"),
        "collected metric named \"own_size_count\" collides with previously collected summary named \"own_size\"");
  }

  // Each would make Prometheus refuse the whole scrape.
  @Test
  void push_labelThatTheExpositionAdds_isRefused() {
    GroupingKey le = GroupingKey.of("job", "a", "le", "5");
    GroupingKey quantile = GroupingKey.of("job", "a", "quantile", "5");

    assertRejected(
        gateway.put(le, "# TYPE h histogram\nh_sum 1\n"), "must not have an explicit \"le\" label");
    assertRejected(
        gateway.put(quantile, "# TYPE s summary\ns_sum 1\n"),
        "must not have an explicit \"quantile\" label");
    assertThat(gateway.put(le, "# TYPE s summary\ns_sum 1\n")).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void push_labelsThatAreOneWhenEscaped_isRefused() {
    assertRejected(
        gateway.put(A, "m{\"a.b\"=\"1\",a_b=\"2\"} 1\n"),
        "has two or more labels with the same name: a_b");
    assertThat(gateway.put(A, "m{\"a.b\"=\"1\",c=\"2\"} 1\n")).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void push_reservedLabelName_isRefused() {
    assertRejected(gateway.put(A, "m{__a=\"1\"} 1\n"), "has a label with an invalid name: __a");
  }

  private static void assertRejected(Outcome outcome, String... parts) {
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    assertThat(((Outcome.Rejected) outcome).message()).contains(parts);
  }
}
