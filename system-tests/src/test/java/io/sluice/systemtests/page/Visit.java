package io.sluice.systemtests.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/// A window of the browser, which records everything that the page must not do: errors in the
/// console, violations of the Content-Security-Policy, requests to another host, unexpected
/// answers. Each test that closes it asserts that nothing was recorded.
final class Visit implements AutoCloseable {
  /// Chromium logs this for each answer that is an error; the answers are checked one by one.
  private static final String FAILED_ANSWER = "Failed to load resource:";

  private static final int FIRST_ERROR_STATUS = 400;

  private final BrowserContext context;
  private final Page page;
  private final String base;
  private final List<String> offences = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> expected = new ArrayList<>();

  /// @param base the URL of the gateway, with a slash at its end
  Visit(BrowserContext context, String base) {
    this.context = context;
    this.base = base;
    context.addInitScript(
        "addEventListener('securitypolicyviolation',"
            + " (event) => console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))");
    context.onConsoleMessage(this::noteConsole);
    context.onWebError(error -> offences.add("script: " + error.error()));
    context.onRequest(this::noteRequest);
    context.onResponse(this::noteResponse);
    this.page = context.newPage();
  }

  /// Answers with this status are part of the test.
  Visit expecting(int status) {
    expected.add(status);
    return this;
  }

  /// Opens a view: the part after the number sign of the URL, for example `/groups`.
  Visit open(String view) {
    page.navigate(base + "#" + view);
    return this;
  }

  Page page() {
    return page;
  }

  String base() {
    return base;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile(name)));
  }

  Locator heading(String name) {
    return page.getByRole(
        AriaRole.HEADING, new Page.GetByRoleOptions().setName(Pattern.compile(name)));
  }

  Locator link(String name) {
    return page.getByRole(
        AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile(name)));
  }

  /// The rows of the table that is shown.
  Locator rows() {
    return page.locator("main tbody tr");
  }

  /// Ends the visit; it must not have recorded anything.
  @Override
  public void close() {
    context.close();
    assertThat(offences).isEmpty();
  }

  private void noteConsole(ConsoleMessage message) {
    boolean isBad = message.type().equals("error") || message.type().equals("warning");
    if (isBad && !message.text().startsWith(FAILED_ANSWER)) {
      offences.add("console: " + message.text());
    }
  }

  private void noteRequest(Request request) {
    String url = request.url();
    if (!url.startsWith(base) && !url.startsWith("data:")) {
      offences.add("foreign request: " + url);
    }
  }

  private void noteResponse(Response response) {
    if (response.status() >= FIRST_ERROR_STATUS && !expected.contains(response.status())) {
      offences.add("answer: " + response.status() + " " + response.url());
    }
  }
}
