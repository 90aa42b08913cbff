package io.sluice.systemtests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import io.sluice.systemtests.harness.Gateway;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Pushed text appears on the pages of other users and must stay text.
@TestInstance(Lifecycle.PER_CLASS)
class HostilePushTest {
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

  static Stream<String> texts() {
    return Stream.of(
        "<script>window.taken = 1</script>",
        "<img src=x onerror=\"window.taken = 1\">",
        "\"'`><svg/onload=window.taken=1>",
        "${window.taken = 1} {{window.taken = 1}}",
        "javascript:window.taken=1",
        "\u202eright to left override",
        "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
        "#/status?x=1&y=%00",
        "..",
        "x".repeat(10_000),
        "a" + "\u0301".repeat(200));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void text_inLabelsHelpAndErrors_isShownAsText(String text) throws Exception {
    pushes.wipe();
    String key = "job/hostile/value@base64/" + base64(text);
    String quoted = text.replace("\\", "\\\\").replace("\"", "\\\"");
    String help = text.replace("\\", "\\\\");
    pushes.put(key, "# HELP m %s\n# TYPE m gauge\nm{own=\"%s\"} 1\n".formatted(help, quoted));
    pushes.refused(key, "m{own=\"%s\"} 1 1000\n".formatted(quoted));
    pushes.refused(key, "m{own=\"%s\"} x\n".formatted(quoted));

    var phone = new NewContextOptions().setViewportSize(400, 800);
    try (Visit visit = chromium.visit(gateway, phone).open("/groups")) {
      assertThat(visit.rows()).hasCount(1);
      assertThat(values(visit.rows()).first()).hasText(text);
      assertNothingTaken(visit);

      visit.rows().locator("a").click();
      assertThat(values(visit.find("h1")).last()).hasText(text);
      assertThat(visit.find(".help").first()).hasText(text);
      assertThat(values(visit.find("section.family").first()).first()).hasText(text);
      assertNothingTaken(visit);

      visit.button("Delete group").click();
      assertThat(values(visit.find("dialog")).last()).hasText(text);
      visit.find("dialog").getByText("Cancel").click();

      visit.open("/pushes");
      assertThat(visit.rows().nth(2)).isVisible();
      assertNothingTaken(visit);
      visit.open("/delete?match=%7Bjob%3D%22hostile%22%7D");
      assertThat(values(visit.rows()).first()).isVisible();
      assertNothingTaken(visit);
    }
  }

  private static Locator values(Locator within) {
    return within
        .locator(".label", new Locator.LocatorOptions().setHasText("value"))
        .or(within.locator(".label", new Locator.LocatorOptions().setHasText("own")))
        .locator(".value");
  }

  private static void assertNothingTaken(Visit visit) {
    assertThat(visit.page().evaluate("window.taken ?? 0")).isEqualTo(0);
    assertThat(visit.find("main script, main img, main iframe, main [onerror], main [onload]"))
        .hasCount(0);
    int width = (int) visit.page().evaluate("document.scrollingElement.scrollWidth");
    assertThat(width).isLessThanOrEqualTo(400);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
