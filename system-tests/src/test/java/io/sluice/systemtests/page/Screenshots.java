package io.sluice.systemtests.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.sluice.systemtests.harness.Gateway;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Takes the screenshots in `docs/images`. Its name is not that of a test, so it only runs on
/// request: `bin/screenshots`.
@TestInstance(Lifecycle.PER_CLASS)
class Screenshots {
  private static final Path FOLDER = Path.of(System.getProperty("screenshots", "../docs/images"));
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 800;
  private static final int MANY = 100_000;

  private static final String BACKUP =
      """
      # HELP backup_duration_seconds How long the backup took.
      # TYPE backup_duration_seconds gauge
      backup_duration_seconds{phase="dump"} 412.7
      backup_duration_seconds{phase="upload"} 96.2
      # HELP backup_last_success_timestamp_seconds When a backup last succeeded.
      # TYPE backup_last_success_timestamp_seconds gauge
      backup_last_success_timestamp_seconds 1.795e+09
      # HELP backup_size_bytes Size of the last backup.
      # TYPE backup_size_bytes gauge
      backup_size_bytes{kind="full"} 8.41e+10
      backup_size_bytes{kind="incremental"} 1.93e+09
      """;

  private static final String REQUESTS =
      """
      # HELP rows_per_batch How many rows a batch had.
      # TYPE rows_per_batch histogram
      rows_per_batch_bucket{le="10"} 4
      rows_per_batch_bucket{le="50"} 31
      rows_per_batch_bucket{le="100"} 118
      rows_per_batch_bucket{le="250"} 342
      rows_per_batch_bucket{le="500"} 561
      rows_per_batch_bucket{le="1000"} 640
      rows_per_batch_bucket{le="2500"} 668
      rows_per_batch_bucket{le="5000"} 674
      rows_per_batch_bucket{le="+Inf"} 676
      rows_per_batch_sum 241190
      rows_per_batch_count 676
      # HELP row_bytes How large rows were.
      # TYPE row_bytes summary
      row_bytes{quantile="0.5"} 212
      row_bytes{quantile="0.9"} 731
      row_bytes{quantile="0.99"} 2304
      row_bytes_sum 7.31e+07
      row_bytes_count 241190
      """;

  private Chromium chromium;

  @BeforeAll
  void start() {
    chromium = Chromium.start();
  }

  @AfterAll
  void stop() {
    chromium.close();
  }

  @Test
  void empty() {
    try (Gateway gateway = Gateway.start()) {
      shoot(gateway, "empty", "/groups", ".empty");
    }
  }

  @Test
  void ordinary() throws Exception {
    try (Gateway gateway = Gateway.start("--web.enable-admin-api")) {
      var pushes = new Pushes(gateway);
      ordinaryPushes(pushes);
      shoot(gateway, "groups", "/groups?sort=-series", "tbody tr");
      shoot(gateway, "group", "/group/job/backup/instance/db1", "section.family");
      shoot(gateway, "failed", "/group/job/invoices/instance/billing-2", ".failure");
      shoot(gateway, "histogram", "/group/job/import/instance/etl-3", ".bars");
      shoot(gateway, "native-histogram", "/group/job/queries", ".bars");
      shoot(gateway, "pushes", "/pushes", "history-chart canvas");
      shoot(gateway, "push", "/push?job=backup&labels=instance%3Ddb1", "#push-lines");
      shoot(gateway, "status", "/status", ".cards");
      shoot(gateway, "delete", "/delete?match=%7Bjob%3D~%22ba.*%22%7D", "tbody tr");
    }
  }

  @Test
  void large() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      var pushes = new Pushes(gateway);
      pushes.many("batch", MANY);
      shoot(gateway, "large", "/groups?q=host-31", "tbody tr:nth-child(50)");
    }
  }

  private static void ordinaryPushes(Pushes pushes) throws Exception {
    for (String instance : List.of("db1", "db2", "db3")) {
      pushes.put("job/backup/instance/" + instance, BACKUP);
    }
    pushes.put("job/import/instance/etl-3", REQUESTS);
    pushes.put("job/cleaner/path@base64/L3Zhci90bXA", "files_deleted_total 1284\n");
    pushes.put("job/invoices/instance/billing-1", "invoices_sent_total 930\n");
    pushes.put("job/invoices/instance/billing-2", "invoices_sent_total 412\n");
    pushes.refused(
        "job/invoices/instance/billing-2",
        "# TYPE invoices_sent_total gauge\ninvoices_sent_total 413\n");
    pushes.refused("job/report/instance/bi-1", "report_rows 17 1795000000000\n");
    pushes.refused("job/report", "report_rows{kind=\"daily\" 17\n");
    pushes.nativeHistogram("queries");
  }

  private void shoot(Gateway gateway, String name, String view, String shown) {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      var options = new NewContextOptions().setColorScheme(scheme).setViewportSize(WIDTH, HEIGHT);
      try (Visit visit = chromium.visit(gateway, options).open(view)) {
        Locator place = visit.find(shown).first();
        place.waitFor();
        assertThat(visit.find(".lamp.on")).isVisible();
        String file = "%s-%s.png".formatted(name, scheme.name().toLowerCase(Locale.ROOT));
        visit.page().screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(file)));
      }
    }
  }
}
