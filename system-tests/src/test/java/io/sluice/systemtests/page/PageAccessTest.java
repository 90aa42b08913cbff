package io.sluice.systemtests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.sluice.systemtests.harness.Gateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page must be usable in any setup: a keyboard, a screen reader, a phone, a dark room.
@TestInstance(Lifecycle.PER_CLASS)
class PageAccessTest {
  private Chromium chromium;
  private Gateway gateway;
  private Pushes pushes;

  @BeforeAll
  void start() throws Exception {
    chromium = Chromium.start();
    gateway = Gateway.start("--web.enable-admin-api");
    pushes = new Pushes(gateway);
    pushes.put("job/backup/instance/db1", "# HELP size Size.\n# TYPE size gauge\nsize 1\n");
    pushes.put("job/mailer/instance/db1", "# TYPE sent counter\nsent 1\n");
    pushes.refused("job/mailer/instance/db1", "sent 1 1000\n");
    pushes.refused("job/broken", "m nonsense\n");
    pushes.nativeHistogram("queries");
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

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void views_inBothThemes_haveNoSeriousFinding(ColorScheme scheme) {
    var options = new NewContextOptions().setColorScheme(scheme);
    try (Visit visit = chromium.visit(gateway, options).expecting(404)) {
      check(visit, "/groups", "tbody tr");
      check(visit, "/groups?q=nowhere", ".empty");
      check(visit, "/group/job/mailer/instance/db1", ".failure");
      check(visit, "/group/job/queries", ".bars");
      check(visit, "/group/job/nobody", "h1:has-text('No such group')");
      check(visit, "/pushes", "tbody tr.state-failed");
      check(visit, "/delete?match=%7Bjob%3D%22backup%22%7D", "tbody tr");
      check(visit, "/push", "#push-lines");
      visit.find("#exposition").fill("m x\n");
      visit.button("^Check$").click();
      assertThat(visit.find("li.bad")).isVisible();
      assertThat(Axe.findings(visit.page())).as("a checked exposition").isEmpty();
      check(visit, "/status", ".cards");
      check(visit, "/nothing", "h1");
      check(visit, "/group/job/queries", ".bars");
      visit.button("Delete group").click();
      assertThat(Axe.findings(visit.page())).as("a dialog").isEmpty();
    }
  }

  private static void check(Visit visit, String view, String shown) {
    visit.open(view);
    assertThat(visit.find(shown).first()).isVisible();
    assertThat(Axe.findings(visit.page())).as(view).isEmpty();
  }

  @Test
  void theme_followsThePreference() {
    String light = background(ColorScheme.LIGHT);
    String dark = background(ColorScheme.DARK);

    assertThat(brightness(light)).isGreaterThan(200);
    assertThat(brightness(dark)).isLessThan(60);
  }

  private String background(ColorScheme scheme) {
    try (Visit visit =
        chromium.visit(gateway, new NewContextOptions().setColorScheme(scheme)).open("/groups")) {
      assertThat(visit.rows().first()).isVisible();
      return (String) visit.page().evaluate("getComputedStyle(document.body).backgroundColor");
    }
  }

  /// The first of the three numbers in `rgb(1, 2, 3)`.
  private static int brightness(String colour) {
    return Integer.parseInt(colour.substring(colour.indexOf('(') + 1, colour.indexOf(',')));
  }

  @Test
  void keyboard_alone_isEnough() {
    try (Visit visit = chromium.visit(gateway).open("/groups")) {
      assertThat(visit.rows()).hasCount(3);
      Page page = visit.page();
      page.keyboard().press("Tab");
      assertThat(visit.find(".skip")).isFocused();
      page.keyboard().press("Enter");
      assertThat(visit.find("main")).isFocused();

      page.keyboard().press("/");
      assertThat(visit.find("#search")).isFocused();
      page.keyboard().type("mailer");
      assertThat(visit.rows()).hasCount(1);
      page.keyboard().press("ArrowDown");
      assertThat(visit.find("tbody a")).isFocused();
      page.keyboard().press("Enter");
      assertThat(visit.find("h1")).containsText("mailer");
      assertThat(visit.find("main")).isFocused();

      page.keyboard().press("Tab");
      page.keyboard().press("Tab");
      assertThat(visit.button("Delete group")).isFocused();
      page.keyboard().press("Enter");
      assertThat(visit.find("dialog").getByText("Cancel")).isFocused();
      page.keyboard().press("Escape");
      assertThat(visit.find("dialog")).hasCount(0);
      assertThat(visit.button("Delete group")).isFocused();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/groups, tbody tr",
    "/group/job/mailer/instance/db1, .failure",
    "/group/job/queries, .bars",
    "/pushes, tbody tr",
    "/delete, #delete-match",
    "/push, #push-lines",
    "/status, .cards",
  })
  void phone_anyView_needsNoSidewaysScrolling(String view, String shown) {
    var phone = new NewContextOptions().setViewportSize(360, 740).setIsMobile(true);
    try (Visit visit = chromium.visit(gateway, phone).open(view)) {
      assertThat(visit.find(shown).first()).isVisible();
      assertThat(visit.link("^Status$")).isInViewport();
      int width = (int) visit.page().evaluate("document.scrollingElement.scrollWidth");

      assertThat(width).isLessThanOrEqualTo(360);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/groups", "/pushes", "/push", "/status", "/delete"})
  void views_haveATitleAndOneHeading(String view) {
    try (Visit visit = chromium.visit(gateway).open(view)) {
      assertThat(visit.find("h1")).hasCount(1);
      assertThat(visit.page().title()).endsWith("Prometheus Pushgateway");
    }
  }
}
