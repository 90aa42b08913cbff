package io.sluice.gofile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.gofile.GoImport.LeftOut;
import io.sluice.model.GroupingKey;
import io.sluice.pages.StoredFamily;
import io.sluice.store.GroupView;
import io.sluice.store.Store;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Files of real gateways, compared with the gateways' own expositions of them.
final class GoImportTest {
  private final Store store = new Store(Map.of());

  @Test
  void run_oddLabelsOf1113_shownAsThere() throws IOException {
    GoImport.Report report = run("odd-labels.data");
    assertThat(report.leftOut()).isEmpty();
    assertThat(report.groupCount()).isEqualTo(7);
    Shown there = Shown.recorded("odd-labels.json");
    Shown here = Shown.of(store.view());
    assertThat(here.text()).isEqualTo(there.text());
    assertThat(here.api()).isEqualTo(there.api());
    assertThat(here.protobufText()).isEqualTo(there.protobufText());
  }

  /// The check of 1.11.3 does not support gauge histograms and accepted all generated pushes, so
  /// that its own scrape fails with the result. Only those are left out here, and groups whose keys
  /// differ from another key only in empty labels.
  @Test
  void run_allTypesOf1113_shownAsThereButForClashes() throws IOException {
    GoImport.Report report = run("mixed.data");
    Shown there = Shown.recorded("mixed.json");
    assertThat(there.text().get("")).contains("3 error(s) occurred:");
    assertThat(report.leftOut())
        .extracting(LeftOut::key, LeftOut::family)
        .containsExactly(
            tuple(GroupingKey.of("job", "b", "e", ""), null),
            tuple(GroupingKey.of("job", "a/b", "e", ""), null),
            tuple(GroupingKey.of("job", "é"), null),
            tuple(GroupingKey.of("job", "b", "b", "1", "t", "2"), "pb_g_s"),
            tuple(GroupingKey.of("job", "b", "b", "1", "t", "2"), "pb_g_h"),
            tuple(GroupingKey.of("job", "a", "t", "1"), "pb_g_s_count"),
            tuple(GroupingKey.of("job", "b", "t", "a b;c"), "pb_g_h"));
    assertThat(report.leftOut())
        .extracting(LeftOut::reason)
        .allMatch(
            reason ->
                reason.contains("collides with")
                    || reason.contains("is not a GAUGE")
                    || reason.contains("was collected before"));
    assertThat(report.groupCount()).isEqualTo(30);
    for (LeftOut leftOut : report.leftOut()) {
      there.leaveOut(leftOut.key(), leftOut.family());
    }
    Shown here = Shown.of(store.view());
    assertThat(here.api()).isEqualTo(there.api());
    List.of("pb_g_s", "pb_g_h", "pb_g_s_count").forEach(here::leaveOutProtobuf);
    // The recording treated it as one of the gateway's own.
    here.leaveOutProtobuf("process_x");
    List.of("pb_g_s", "pb_g_h", "pb_g_s_count").forEach(there::leaveOutProtobuf);
    assertThat(here.protobufText()).hasSizeGreaterThan(20);
    here.protobufText()
        .forEach(
            (family, metrics) ->
                assertThat(there.protobufText().get(family)).as(family).containsAll(metrics));
  }

  @Test
  void run_nothingOf1113_empty() throws IOException {
    assertThat(run("nothing.data")).isEqualTo(new GoImport.Report(0, 0, List.of()));
    assertThat(Shown.of(store.view()).api()).isEqualTo(Shown.recorded("nothing.json").api());
  }

  /// A group without a successful push, one with an empty push, one with two pushes.
  @Test
  void run_fileOf151_timesOfEachFamily() throws IOException {
    GoImport.Report report = run("all-types-1.5.1.data");
    assertThat(report).isEqualTo(new GoImport.Report(4, 16, List.of()));
    GroupView refused = group(GroupingKey.of("job", "refused"));
    assertThat(refused.isLastPushSuccessful()).isFalse();
    assertThat(refused.pushNanos()).isZero();
    assertThat(refused.failureNanos()).isEqualTo(1_795_645_589_035_965_476L);
    GroupView twice = group(GroupingKey.of("job", "b", "e", ""));
    assertThat(twice.isLastPushSuccessful()).isTrue();
    assertThat(twice.failureNanos()).isZero();
    assertThat(twice.families())
        .extracting(StoredFamily::name, StoredFamily::receivedNanos)
        .containsExactly(
            tuple("push_failure_time_seconds", 1_795_645_589_001_966_622L),
            tuple("push_time_seconds", 1_795_645_589_028_073_257L),
            tuple("x", 1_795_645_589_028_073_257L),
            tuple("y", 1_795_645_589_019_514_279L));
  }

  private GroupView group(GroupingKey key) {
    var found = new ArrayList<GroupView>();
    store
        .view()
        .forEachGroup(
            group -> {
              if (group.key().equals(key)) {
                found.add(group);
              }
            });
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private GoImport.Report run(String name) throws IOException {
    return GoImport.run(MemorySegment.ofArray(GoFileReaderTest.resource(name)), store);
  }
}
