package io.sluice.systemtests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.sluice.systemtests.harness.Gateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The page with 100,000 groups. The durations are written to `target/page-timings.txt`; each is
/// measured from the action until the rows are visible to a program outside the browser.
class LargePageTest {
  private static final int GROUPS = 100_000;
  private static final Path TIMINGS = Path.of("target", "page-timings.txt");

  private final List<String> timings = new ArrayList<>();

  @Test
  void groups_hundredThousand_areShownSearchedAndPaged() throws Exception {
    try (Chromium chromium = Chromium.start();
        Gateway gateway = Gateway.start()) {
      var pushes = new Pushes(gateway);
      pushes.many("batch", GROUPS);
      pushes.refused("job/batch/instance/host-31415", "records_total 1 1000\n");
      try (Visit visit = chromium.visit(gateway)) {
        look(visit);
      }
      try (Visit visit = chromium.visit(gateway)) {
        time("first rows, another window", () -> visit.open("/groups"), visit.rows().nth(49));
      }
    }
    Files.write(TIMINGS, timings);
    timings.forEach(System.out::println);
  }

  private void look(Visit visit) {
    time(
        "first rows, first window of the browser",
        () -> visit.open("/groups"),
        visit.rows().nth(49));
    assertThat(visit.find(".held")).containsText("100,000 groups");
    assertThat(visit.rows()).hasCount(50);

    Locator search = visit.find("#search");
    time("search by words", () -> search.fill("host-777"), containing(visit, "host-77700"));
    assertThat(visit.rows()).hasCount(50);
    time(
        "search by selector",
        () -> search.fill("{instance=\"host-54321\"}"),
        containing(visit, "host-54321"));
    assertThat(visit.rows()).hasCount(1);
    time("all again", () -> search.fill(""), containing(visit, "host-00000"));
    time("failed only", () -> visit.button("^Failed$").click(), containing(visit, "host-31415"));
    assertThat(visit.rows()).hasCount(1);
    visit.button("^All$").click();
    time("next page", () -> visit.button("^Next$").click(), containing(visit, "host-00050"));
    time("newest first", () -> visit.button("Last push").click(), containing(visit, "host-99999"));
    time("1,000 rows", () -> visit.find("select").selectOption("1000"), visit.rows().nth(999));
    time(
        "a group",
        () -> visit.rows().first().locator("a").click(),
        visit.find("section.family").first());
    Page page = visit.page();
    time("back", page::goBack, visit.rows().nth(999));
  }

  private static Locator containing(Visit visit, String text) {
    return visit.rows().filter(new Locator.FilterOptions().setHasText(text));
  }

  private void time(String what, Runnable action, Locator shown) {
    long start = System.nanoTime();
    action.run();
    shown.first().waitFor();
    timings.add("%-45s %6d ms".formatted(what, (System.nanoTime() - start) / 1_000_000));
    assertThat(shown.first().isVisible()).isTrue();
  }
}
