package io.sluice.systemtests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import io.sluice.FreePort;
import io.sluice.systemtests.harness.Gateway;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// All functions of the page, with real pushes.
@TestInstance(Lifecycle.PER_CLASS)
class PageTest {
  private static final String HISTOGRAM =
      """
      # HELP request_duration_seconds How long requests took.
      # TYPE request_duration_seconds histogram
      request_duration_seconds_bucket{le="0.1"} 40
      request_duration_seconds_bucket{le="1"} 90
      request_duration_seconds_bucket{le="+Inf"} 100
      request_duration_seconds_sum 55
      request_duration_seconds_count 100
      # HELP request_bytes How large requests were.
      # TYPE request_bytes summary
      request_bytes{quantile="0.5"} 100
      request_bytes{quantile="0.99"} 900
      request_bytes_sum 12000
      request_bytes_count 100
      """;

  private Chromium chromium;
  private Gateway gateway;
  private Pushes pushes;

  @BeforeAll
  void start() {
    chromium = Chromium.start();
    gateway = Gateway.start("--web.enable-admin-api");
    pushes = new Pushes(gateway);
  }

  @AfterAll
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void empty() throws Exception {
    pushes.wipe();
  }

  @Test
  void groups_nothingPushed_tellHowToPush() {
    try (Visit visit = chromium.visit(gateway).open("/groups")) {
      assertThat(visit.heading("Nothing was pushed yet")).isVisible();
      assertThat(visit.find("main pre")).containsText(visit.base() + "metrics/job/some_job");
      assertThat(visit.page()).hasTitle(Pattern.compile("Prometheus Pushgateway"));
    }
  }

  @Test
  void groups_pushed_areListedWithStateAndNumbers() throws Exception {
    pushes.put("job/backup/instance/db1", "size 1\nsize{kind=\"full\"} 2\n");
    pushes.put("job/backup/instance/db1", "size 1\nsize{kind=\"full\"} 2\n");
    pushes.refused("job/broken", "m 1 1000\n");

    try (Visit visit = chromium.visit(gateway).open("/groups")) {
      assertThat(visit.rows()).hasCount(2);
      Locator backup = row(visit, "db1");
      assertThat(backup).containsText("OK");
      assertThat(backup.locator("td").nth(2)).hasText("4");
      assertThat(backup.locator("td").nth(5)).hasText("2");
      assertThat(backup.locator("time")).hasText(Pattern.compile("now|s ago"));
      assertThat(row(visit, "broken")).containsText("Never succeeded");
      assertThat(row(visit, "broken")).containsText("must not have timestamps");
    }
  }

  @Test
  void groups_pushedToAgain_areBroughtUpToDate() throws Exception {
    try (Visit visit = chromium.visit(gateway).open("/groups")) {
      assertThat(visit.find(".lamp.on")).isVisible();
      pushes.put("job/late", "m 1\n");

      assertThat(row(visit, "late")).isVisible();
    }
  }

  @Test
  void search_wordsOrSelectors_findGroups() throws Exception {
    pushes.put("job/backup/instance/db1", "size 1\n");
    pushes.put("job/backup/instance/db2", "size 1\n");
    pushes.put("job/mailer/instance/db1", "sent 1\n");

    try (Visit visit = chromium.visit(gateway).open("/groups")) {
      assertThat(visit.rows()).hasCount(3);
      Locator search = visit.find("#search");
      search.fill("DB1 back");
      assertThat(visit.rows()).hasCount(1);
      assertThat(visit.rows()).containsText("backup");
      search.fill("{job=~\"mail.*\"}");
      assertThat(visit.rows()).hasCount(1);
      assertThat(visit.rows()).containsText("mailer");
      search.fill("size{}");
      assertThat(visit.rows()).hasCount(2);
      search.fill("nowhere");
      assertThat(visit.heading("No group matches")).isVisible();
    }
  }

  @Test
  void search_brokenSelector_saysWhatIsWrong() throws Exception {
    pushes.put("job/backup", "size 1\n");

    try (Visit visit = chromium.visit(gateway).expecting(400).open("/groups")) {
      visit.find("#search").fill("{job=~\"(\"}");

      assertThat(visit.find("[role=alert]")).isVisible();
    }
  }

  @Test
  void link_ofASearch_showsTheSameElsewhere() throws Exception {
    pushes.put("job/one", "a 1\n");
    pushes.put("job/three", "a{x=\"1\"} 1\na{x=\"2\"} 1\na{x=\"3\"} 1\n");
    pushes.put("job/other", "a{x=\"4\"} 1\n");
    String link;
    try (Visit visit = chromium.visit(gateway).open("/groups")) {
      visit.find("#search").fill("{job=~\"one|three\"}");
      assertThat(visit.rows()).hasCount(2);
      visit.button("Series").click();
      assertThat(visit.rows().first()).containsText("three");
      link = visit.page().url();
    }
    try (Visit visit = chromium.visit(gateway)) {
      visit.page().navigate(link);

      assertThat(visit.rows()).hasCount(2);
      assertThat(visit.rows().first()).containsText("three");
      assertThat(visit.find("#search")).hasValue("{job=~\"one|three\"}");
      assertThat(visit.find("th[aria-sort=descending]")).hasText(Pattern.compile("Series"));
    }
  }

  @Test
  void state_chosen_leavesOnlyThoseGroups() throws Exception {
    pushes.put("job/good", "m 1\n");
    pushes.put("job/bad", "n 1\n");
    pushes.refused("job/bad", "n 1 1000\n");
    pushes.refused("job/new", "m 1 1000\n");

    try (Visit visit = chromium.visit(gateway).open("/groups")) {
      visit.button("^Failed$").click();
      assertThat(visit.rows()).hasCount(1);
      assertThat(visit.rows()).containsText("bad");
      visit.button("^Never succeeded$").click();
      assertThat(visit.rows()).hasCount(1);
      assertThat(visit.rows()).containsText("new");
    }
  }

  @Test
  void pages_nextAndPrevious_showAllGroupsOnce() throws Exception {
    pushes.many("paged", 120);

    try (Visit visit = chromium.visit(gateway).open("/groups")) {
      assertThat(visit.rows()).hasCount(50);
      assertThat(visit.rows().first()).containsText("host-00000");
      visit.button("^Next$").click();
      assertThat(visit.rows().first()).containsText("host-00050");
      visit.button("^Next$").click();
      assertThat(visit.rows()).hasCount(20);
      assertThat(visit.button("^Next$")).isDisabled();
      visit.button("^Previous$").click();
      assertThat(visit.rows().first()).containsText("host-00050");
      visit.page().goBack();
      assertThat(visit.rows()).hasCount(20);
    }
  }

  @Test
  void group_ofSimpleFamilies_showsTypesHelpAndValues() throws Exception {
    pushes.put(
        "job/backup/instance/db1",
        """
        # HELP size_bytes Size of the last backup.
        # TYPE size_bytes gauge
        size_bytes{kind="full"} 1.048576e+06
        """);

    try (Visit visit = chromium.visit(gateway).open("/groups")) {
      visit.rows().locator("a").click();
      assertThat(visit.find("h1")).containsText("db1");
      Locator family = family(visit, "size_bytes");
      assertThat(family).containsText("gauge");
      assertThat(family).containsText("Size of the last backup.");
      assertThat(family).containsText("full");
      assertThat(family).containsText("1,048,576");
      assertThat(family).containsText("1 MiB");
      assertThat(visit.page()).hasURL(Pattern.compile("#/group/job/backup/instance/db1"));
    }
  }

  @Test
  void group_ofHistogramsAndSummaries_drawsThem() throws Exception {
    pushes.put("job/web", HISTOGRAM);

    try (Visit visit = chromium.visit(gateway).open("/group/job/web")) {
      Locator histogram = family(visit, "request_duration_seconds");
      assertThat(histogram.locator("rect.bar")).hasCount(3);
      assertThat(histogram.locator("rect.bar").nth(1)).hasAttribute("height", "100");
      assertThat(histogram.locator("rect.bar").nth(2)).hasAttribute("height", "20");
      assertThat(histogram.locator("dl")).containsText("0.55");
      Locator summary = family(visit, "request_bytes");
      assertThat(summary.locator("tbody tr")).hasCount(2);
      assertThat(summary).containsText("900");
    }
  }

  @Test
  void group_ofANativeHistogram_drawsIt() throws Exception {
    pushes.nativeHistogram("queries");

    try (Visit visit = chromium.visit(gateway).open("/group/job/queries")) {
      Locator histogram = family(visit, "query_duration_seconds");
      assertThat(histogram.locator("svg[aria-label^='Native histogram']")).isVisible();
      assertThat(histogram.locator("rect.bar").nth(20)).isAttached();
      assertThat(histogram.locator("dl")).containsText("2,000");
    }
  }

  @Test
  void group_whoseLastPushFailed_saysWhy() throws Exception {
    pushes.put("job/nightly", "m 1\n");
    pushes.refused("job/nightly", "m 1 1000\n");

    try (Visit visit = chromium.visit(gateway).open("/group/job/nightly")) {
      assertThat(visit.heading("The last push was refused")).isVisible();
      assertThat(visit.find(".failure pre")).containsText("must not have timestamps");
      assertThat(visit.find(".failure")).containsText("127.0.0.1");
      assertThat(family(visit, "m")).isVisible();
    }
  }

  @Test
  void group_refusedForAnotherGroup_linksToThatGroup() throws Exception {
    pushes.put("job/holder/path@base64/L2E", "# TYPE m gauge\nm 1\n");
    pushes.refused("job/late", "# TYPE m counter\nm 1\n");

    try (Visit visit = chromium.visit(gateway).open("/group/job/late")) {
      Locator holder = visit.find(".holders a");
      assertThat(holder).containsText("holder");
      holder.click();
      assertThat(family(visit, "m")).isVisible();
    }
    try (Visit visit = chromium.visit(gateway).open("/pushes")) {
      assertThat(visit.find(".holders a").first()).containsText("holder");
    }
  }

  @Test
  void group_thatIsNotThere_saysSo() {
    try (Visit visit = chromium.visit(gateway).expecting(404).open("/group/job/nobody")) {
      assertThat(visit.heading("No such group")).isVisible();
    }
  }

  @Test
  void delete_ofOneGroup_asksAndNeedsNoAdminApi() throws Exception {
    try (Gateway plain = Gateway.start()) {
      var toPlain = new Pushes(plain);
      toPlain.put("job/stays", "m 1\n");
      toPlain.put("job/goes/path@base64/L3Zhci90bXA", "m 1\n");
      try (Visit visit = chromium.visit(plain).open("/groups")) {
        row(visit, "goes").getByRole(com.microsoft.playwright.options.AriaRole.BUTTON).click();
        assertThat(visit.find("dialog")).containsText("/var/tmp");
        visit.find("dialog .danger").click();

        assertThat(visit.rows()).hasCount(1);
        assertThat(visit.rows()).containsText("stays");
      }
      assertThat(toPlain.isScraped("job=\"goes\"")).isFalse();
      assertThat(toPlain.isScraped("job=\"stays\"")).isTrue();
    }
  }

  // Browsers resolve such path segments, even if they are escaped.
  @Test
  void delete_ofAGroupCalledDotDot_deletesThatGroup() throws Exception {
    pushes.put("job/stays", "m 1\n");
    pushes.put("job/goes/where@base64/Li4", "m 1\n");

    try (Visit visit = chromium.visit(gateway).open("/groups")) {
      row(visit, "goes").locator("a").click();
      assertThat(family(visit, "m")).isVisible();
      visit.button("Delete group").click();
      visit.find("dialog .danger").click();

      assertThat(visit.rows()).hasCount(1);
      assertThat(visit.rows()).containsText("stays");
    }
  }

  @Test
  void delete_cancelled_changesNothing() throws Exception {
    pushes.put("job/stays", "m 1\n");

    try (Visit visit = chromium.visit(gateway).open("/group/job/stays")) {
      visit.button("Delete group").click();
      visit.find("dialog").getByText("Cancel").click();

      assertThat(visit.find("dialog")).hasCount(0);
    }
    assertThat(pushes.isScraped("job=\"stays\"")).isTrue();
  }

  @Test
  void deleteMatching_showsFirstAndDeletesOnlyThat() throws Exception {
    pushes.put("job/batch-1", "m 1\n");
    pushes.put("job/batch-2", "m 1\n");
    pushes.put("job/other", "m 1\n");

    try (Visit visit = chromium.visit(gateway).open("/delete")) {
      visit.find("#delete-match").fill("{job=~\"batch-.*\"}");
      visit.button("Show what would go").click();
      assertThat(visit.find("#plan-title")).hasText("2 groups would go, with 6 series");
      assertThat(visit.rows()).hasCount(2);
      assertThat(pushes.isScraped("job=\"batch-1\"")).isTrue();

      visit.button("Delete 2 groups…").click();
      visit.find("dialog .danger").click();
      assertThat(visit.find(".success")).hasText("2 groups deleted.");
    }
    assertThat(pushes.isScraped("job=\"batch-")).isFalse();
    assertThat(pushes.isScraped("job=\"other\"")).isTrue();
  }

  @Test
  void deleteMatching_withoutTheAdminApi_saysWhatItNeeds() throws Exception {
    try (Gateway plain = Gateway.start();
        Visit visit = chromium.visit(plain).open("/delete?match=%7Bjob%3D%22a%22%7D")) {
      assertThat(visit.find("main")).containsText("--web.enable-admin-api");
      assertThat(visit.find("main button")).hasCount(0);
    }
  }

  @Test
  void deleteEverything_confirmed_leavesNothing() throws Exception {
    pushes.put("job/a", "m 1\n");

    try (Visit visit = chromium.visit(gateway).open("/delete")) {
      visit.button("Delete everything").click();
      visit.find("dialog .danger").click();

      assertThat(visit.find(".success")).hasText("Everything was deleted.");
    }
    assertThat(pushes.isScraped("job=\"a\"")).isFalse();
  }

  @Test
  void pushes_refusedWhileSomebodyLooks_appearLive() throws Exception {
    try (Visit visit = chromium.visit(gateway).open("/pushes")) {
      assertThat(visit.find(".lamp.on")).isVisible();
      pushes.refused("job/live-malformed", "good 1\nbad nonsense\n");
      Locator malformed = row(visit, "live-malformed");
      assertThat(malformed).containsText("Malformed");
      assertThat(malformed).containsText("line 2");
      assertThat(malformed).containsText("^");

      pushes.refused("job/live-late", "m 1 1000\n");
      assertThat(row(visit, "live-late")).containsText("Inconsistent");
      assertThat(visit.rows().first()).containsText("live-late");
    }
  }

  @Test
  void pushes_refusedOnly_leavesOutWhatWasTaken() throws Exception {
    pushes.put("job/taken-before", "m 1\n");
    pushes.refused("job/refused-before", "m x\n");

    try (Visit visit = chromium.visit(gateway).open("/pushes")) {
      assertThat(row(visit, "taken-before")).isVisible();
      visit.button("^Refused$").click();

      assertThat(row(visit, "refused-before")).isVisible();
      assertThat(row(visit, "taken-before")).hasCount(0);
    }
  }

  @Test
  void pushes_paused_waitUntilResumed() throws Exception {
    try (Visit visit = chromium.visit(gateway).open("/pushes")) {
      assertThat(visit.find(".lamp.on")).isVisible();
      visit.button("^Pause$").click();
      pushes.put("job/while-paused", "m 1\n");
      assertThat(visit.button("Resume \\(1\\)")).isVisible();
      assertThat(row(visit, "while-paused")).hasCount(0);
      visit.button("Resume").click();

      assertThat(row(visit, "while-paused")).isVisible();
    }
  }

  @Test
  void charts_ofTheLastHour_areDrawn() throws Exception {
    pushes.put("job/charted", "m 1\n");

    try (Visit visit = chromium.visit(gateway).open("/pushes")) {
      assertThat(visit.find("history-chart canvas")).hasCount(4);
      assertThat(visit.find("history-chart .title"))
          .hasText(
              new String[] {
                "Pushes per second", "Refused per minute", "Series held", "Push duration"
              });
    }
  }

  @Test
  void push_panel_showsLinesForThisGateway() {
    try (Visit visit = chromium.visit(gateway).open("/push")) {
      visit.find("#push-job").fill("backup");
      visit.find("#push-labels").fill("path=/var/tmp");
      assertThat(visit.find("#push-lines"))
          .containsText(visit.base() + "metrics/job/backup/path@base64/L3Zhci90bXA");
      visit.button("^Python$").click();

      assertThat(visit.find("#push-lines")).containsText("push_to_gateway(");
      assertThat(visit.find("#push-lines")).containsText("\"path\": \"/var/tmp\"");
      assertThat(visit.page()).hasURL(Pattern.compile("client=python"));
    }
  }

  @Test
  void check_brokenExposition_marksLineAndColumn() {
    try (Visit visit = chromium.visit(gateway).open("/push")) {
      visit.find("#exposition").fill("good 1\nsize_bytes 12x\n");
      visit.button("^Check$").click();

      assertThat(visit.heading("Line 2, column 12")).isVisible();
      assertThat(visit.find("li.bad")).containsText("size_bytes 12x");
      assertThat(visit.find("li.bad mark")).hasText("1");
      visit.button("Go to the place").click();
      assertThat(visit.find("#exposition")).isFocused();
    }
  }

  @Test
  void check_goodExposition_countsIt() {
    try (Visit visit = chromium.visit(gateway).open("/push")) {
      visit.find("#exposition").fill("a 1\nb{x=\"1\"} 1\nb{x=\"2\"} 1\n");
      visit.find("#exposition").press("Control+Enter");

      assertThat(visit.find(".success")).hasText("Good: 2 families, 3 series.");
    }
  }

  @Test
  void status_showsWhatRuns() {
    try (Visit visit = chromium.visit(gateway).open("/status")) {
      assertThat(visit.find("main")).containsText("web.enable-admin-api");
      assertThat(visit.heading("^Limits$")).isVisible();
      assertThat(visit.find("main")).containsText("none: kept in memory only");
      assertThat(visit.find("main meter")).isVisible();
      assertThat(visit.find("main")).containsText("Java");
    }
  }

  @Test
  void status_nodeOfACluster_showsTheCluster(@TempDir Path folder) {
    int port = FreePort.find();
    List<String> flags =
        List.of(
            "--cluster.node=a",
            "--cluster.data=" + folder,
            "--cluster.listen=127.0.0.1:" + port,
            "--cluster.peers=a=127.0.0.1:" + port);
    try (Gateway node = Gateway.start(flags);
        Visit visit = chromium.visit(node).open("/status")) {
      assertThat(visit.heading("^Cluster$")).isVisible();
      assertThat(visit.heading("^Nodes$")).isVisible();
      Locator row = visit.find("[aria-label=Nodes] tbody tr");
      assertThat(row).hasCount(1);
      assertThat(row.locator("th")).hasText("a");
      assertThat(row).containsText("leader");
      assertThat(row).containsText("127.0.0.1:" + port);
      assertThat(row.locator("td").nth(3)).hasText("0");
      assertThat(row).containsText("this node");
    }
  }

  @Test
  void page_behindAPrefix_worksThroughout() throws Exception {
    try (Gateway prefixed = Gateway.start("--web.route-prefix=/some/where")) {
      var toPrefixed = new Pushes(prefixed);
      toPrefixed.put("job/inside", "m 1\n");
      try (Visit visit = chromium.visit(prefixed).open("/groups")) {
        visit.rows().locator("a").click();
        assertThat(family(visit, "m")).isVisible();
        visit.link("^Pushes$").click();
        assertThat(row(visit, "inside")).isVisible();
        visit.link("^Push$").click();
        assertThat(visit.find("#push-lines")).containsText("/some/where/metrics/job/");
        visit.page().navigate(visit.base() + "status#/group/job/inside");
        visit.button("Delete group").click();
        visit.find("dialog .danger").click();
        assertThat(visit.heading("Nothing was pushed yet")).isVisible();
      }
      assertThat(toPrefixed.isScraped("job=\"inside\"")).isFalse();
    }
  }

  private static Locator row(Visit visit, String text) {
    return visit.rows().filter(new Locator.FilterOptions().setHasText(text));
  }

  private static Locator family(Visit visit, String name) {
    var title = visit.page().locator("h3").getByText(name, exactly());
    return visit.find("section.family").filter(new Locator.FilterOptions().setHas(title));
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }
}
