package io.sluice.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.systemtests.ProtoExposition.Message;
import io.sluice.systemtests.harness.Exposition;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.PrometheusServer;
import io.sluice.systemtests.harness.RawHttp;
import io.sluice.systemtests.harness.RawHttp.Answer;
import io.sluice.systemtests.harness.RawHttp.Header;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// No push may break a scrape, or prevent a later valid push. Of 39 odd pushes tried on a real
/// Pushgateway 1.11.3, twelve do. Meanwhile, a real Prometheus scrapes OpenMetrics.
///
/// `-Dsluice.seed=N` repeats a run, `-Dsluice.pushes=N` makes it longer.
final class OddPushTest {
  private static final int PUSHES = 3_000;
  private static final int BATCH = 50;
  private static final int BATCHES_PER_WIPE = 4;
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  /// The exit code of `promtool check metrics` for a valid exposition with lint errors.
  private static final int LINT = 3;

  private static final String MESSAGE =
      "application/vnd.google.protobuf; proto=io.prometheus.client" + ".MetricFamily; encoding=";
  private static final List<String> FORMATS =
      List.of(
          "text/plain; version=0.0.4",
          "application/openmetrics-text; version=1.0.0",
          MESSAGE + "delimited",
          MESSAGE + "text",
          MESSAGE + "compact-text");
  private static final List<String> SCHEMES =
      List.of(
          "",
          "; escaping=allow-utf-8",
          "; escaping=underscores",
          "; escaping=dots",
          "; escaping=values");

  static Stream<List<String>> flags() {
    return Stream.of(
        List.of(),
        List.of("--push.enable-utf8-names"),
        List.of("--push.disable-consistency-check"));
  }

  @ParameterizedTest
  @MethodSource("flags")
  void oddPushes_anyNumber_leaveScrapesWholeAndGoodPushesTaken(
      List<String> flags, @TempDir Path directory) throws Exception {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    System.out.printf("odd pushes %s: -Dsluice.seed=%d%n", flags, seed);
    var pushes = new OddPushes(new Random(seed));
    var all =
        Stream.concat(
                flags.stream(), Stream.of("--web.enable-admin-api", "--web.enable-openmetrics"))
            .toList();
    var statuses = new TreeMap<Integer, Integer>();
    try (Gateway gateway = Gateway.start(all);
        var state = new GatewayState(gateway, "/metrics");
        var prometheus = PrometheusServer.scraping(gateway, directory)) {
      int batches = Integer.getInteger("sluice.pushes", PUSHES) / BATCH;
      for (int i = 0; i < batches; i++) {
        for (int j = 0; j < BATCH; j++) {
          push(state.http(), pushes.next(), statuses, seed);
        }
        checkScrapes(state.http(), "seed %d batch %d".formatted(seed, i));
        checkGoodPush(state.http(), "seed %d batch %d".formatted(seed, i));
        if (i % BATCHES_PER_WIPE == 0) {
          assertThat(prometheus.nextScrapeError()).as("seed %d batch %d", seed, i).isEmpty();
          state.wipe();
        }
      }
    }
    System.out.printf("odd pushes %s: answers by status %s%n", flags, statuses);
  }

  private static void push(RawHttp http, Request push, Map<Integer, Integer> statuses, long seed) {
    Answer answer = http.send(push);
    statuses.merge(answer.status(), 1, Integer::sum);
    assertThat(answer.status())
        .as(() -> "seed %d: %s %s %s".formatted(seed, push.target(), body(push), answer.text()))
        .isIn(200, 202, 400);
  }

  private static String body(Request push) {
    return push.body() == null ? "" : new String(push.body(), StandardCharsets.ISO_8859_1);
  }

  private static void checkScrapes(RawHttp http, String when)
      throws IOException, InterruptedException {
    for (String format : FORMATS) {
      for (String scheme : SCHEMES) {
        Answer scrape = scrape(http, format + scheme);
        String which = when + " " + format + scheme;
        assertThat(scrape.status()).as(which).isEqualTo(200);
        checkBody(format, scrape, which);
      }
    }
    checkWithPromtool(scrape(http, FORMATS.getFirst()).body(), when);
  }

  private static Answer scrape(RawHttp http, String accept) {
    return http.send(new Request("GET", "/metrics", List.of(new Header("Accept", accept)), null));
  }

  private static void checkBody(String format, Answer scrape, String which) {
    try {
      if (format.equals(FORMATS.getFirst())) {
        assertThat(Exposition.parse(scrape.text()).families()).as(which).isNotEmpty();
      } else if (format.endsWith("delimited")) {
        ProtoExposition exposition = ProtoExposition.parse(scrape.body());
        assertThat(exposition.families()).as(which).isNotEmpty();
        exposition.families().forEach(family -> checkHistograms(family, which));
      } else if (format.contains("openmetrics")) {
        assertThat(scrape.text()).as(which).endsWith("\n# EOF\n");
      } else {
        assertThat(scrape.text()).as(which).endsWith("\n");
      }
    } catch (RuntimeException e) {
      throw new AssertionError(which + ": " + e, e);
    }
  }

  private static void checkHistograms(Message family, String which) {
    for (Message metric : family.messages("metric")) {
      for (Message histogram : metric.messages("histogram")) {
        Optional<String> fault = NativeHistograms.fault(histogram);
        assertThat(fault).as(() -> which + " " + family.last("name", "") + metric).isEmpty();
      }
    }
  }

  private static void checkGoodPush(RawHttp http, String when) {
    byte[] body = "good_metric 1\n".getBytes(StandardCharsets.UTF_8);
    Answer answer = http.send(new Request("PUT", "/metrics/job/good", List.of(), body));
    assertThat(answer.status()).as(() -> when + " " + answer.text()).isIn(200, 202);
    assertThat(http.get("/metrics").text())
        .as(when)
        .contains("\ngood_metric{instance=\"\",job=\"good\"} 1\n");
  }

  private static void checkWithPromtool(byte[] text, String when)
      throws IOException, InterruptedException {
    if (!Files.isExecutable(PROMTOOL)) {
      return;
    }
    Path input = Files.createTempFile("scrape", ".txt");
    Path output = Files.createTempFile("promtool", ".txt");
    try {
      Files.write(input, text);
      Process promtool =
          new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
              .redirectInput(input.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).as("promtool ended").isTrue();
      assertThat(promtool.exitValue()).as(() -> when + " " + read(output)).isIn(0, LINT);
    } finally {
      Files.delete(input);
      Files.delete(output);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
