package io.sluice.systemtests.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.sluice.systemtests.harness.Gateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// Debian's Chromium, without a screen. Playwright's own browsers are not downloaded.
final class Chromium implements AutoCloseable {
  private static final Path PROGRAM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));

  /// Long, because only a failing test waits this long.
  private static final int PATIENCE_MILLIS = Integer.getInteger("patience-millis", 60_000);

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /// Starts it, or skips the test if it is not installed.
  static Chromium start() {
    Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "no Chromium: path=" + PROGRAM);
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    var environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    var playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    // As root, Chromium does not start with its sandbox.
    var options =
        new LaunchOptions()
            .setExecutablePath(PROGRAM)
            .setArgs(List.of("--no-sandbox", "--disable-gpu"));
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  /// A new window on a gateway.
  Visit visit(Gateway gateway) {
    return visit(gateway, new Browser.NewContextOptions());
  }

  Visit visit(Gateway gateway, Browser.NewContextOptions options) {
    options.setLocale("en-GB").setTimezoneId("UTC");
    var context = browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MILLIS);
    return new Visit(context, gateway.url() + "/");
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
