package io.sluice.systemtests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A real Prometheus that scrapes one gateway every second, as job `gateway`.
public final class PrometheusServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  private final ServerProcess process;
  private final Http http;

  private PrometheusServer(ServerProcess process, String address) {
    this.process = process;
    this.http = new Http("http://" + address);
  }

  /// Starts a Prometheus that scrapes `gateway`, and waits until it is ready.
  public static PrometheusServer scraping(Gateway gateway, Path directory, String... flags)
      throws Exception {
    return scraping(gateway.address(), "", directory, flags);
  }

  /// Starts a Prometheus that scrapes `target`, and waits until it is ready.
  ///
  /// @param options lines for the scrape's configuration, such as `scheme: https`
  public static PrometheusServer scraping(
      String target, String options, Path directory, String... flags) throws Exception {
    return start(
        """
        global:
          scrape_interval: 1s
          scrape_timeout: 1s
        scrape_configs:
          - job_name: gateway
            honor_labels: true
            static_configs:
              - targets: ['%s']
        """
                .formatted(target)
            + options.indent(4),
        directory,
        flags);
  }

  /// Starts a Prometheus with this configuration, and waits until it is ready. The folder `tsdb` of
  /// `directory` contains its earlier data.
  public static PrometheusServer start(String configuration, Path directory, String... flags)
      throws Exception {
    Program.require("prometheus", "prometheus", "--version");
    Path config = Files.writeString(directory.resolve("prometheus.yml"), configuration);
    String address = ServerProcess.freeAddress();
    List<String> command = new ArrayList<>();
    command.add("prometheus");
    command.add("--config.file=" + config);
    command.add("--storage.tsdb.path=" + directory.resolve("tsdb"));
    command.add("--web.listen-address=" + address);
    command.addAll(List.of(flags));
    ServerProcess process = ServerProcess.start(new ProcessBuilder(command));
    return new PrometheusServer(process.awaitAnswer(address, "/-/ready"), address);
  }

  /// The result of an instant query: the value of each series, or a native histogram as compact
  /// JSON.
  public Map<String, String> query(String expression) throws IOException {
    Map<String, String> found = new TreeMap<>();
    request("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .required("result")
        .forEach(result -> found.put(series(result.required("metric")), value(result)));
    return found;
  }

  /// The labels of the series that an instant query returns, without the metric names.
  public Set<Map<String, String>> labels(String expression) throws IOException {
    Set<Map<String, String>> found = new HashSet<>();
    for (JsonNode result :
        request("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
            .required("result")) {
      Map<String, String> labels = new TreeMap<>();
      result
          .required("metric")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().textValue()));
      labels.remove("__name__");
      found.add(labels);
    }
    return found;
  }

  /// The values that Grafana finds for a variable: `label_values(SELECTOR, LABEL)`.
  public List<String> labelValues(String query) throws IOException {
    var call = LABEL_VALUES.matcher(query);
    if (!call.matches()) {
      throw new AssertionError("no query of a variable: " + query);
    }
    String selector = URLEncoder.encode(call.group(1), StandardCharsets.UTF_8);
    List<String> values = new ArrayList<>();
    request("label/" + call.group(2) + "/values?match%5B%5D=" + selector)
        .forEach(value -> values.add(value.textValue()));
    return values;
  }

  /// Waits until a scrape that begins after the call succeeds and then all rules were evaluated.
  public void awaitEvaluation(Duration patience) throws Exception {
    Instant now = Instant.now();
    boolean isScraped =
        Await.until(
            () -> lastScrape().isAfter(now) && scrapeError().isEmpty(),
            Boolean::booleanValue,
            patience);
    Instant scraped = Instant.now();
    if (!isScraped
        || !Await.until(() -> areRulesEvaluatedSince(scraped), Boolean::booleanValue, patience)) {
      throw new AssertionError("not scraped or not evaluated: " + scrapeError());
    }
  }

  private boolean areRulesEvaluatedSince(Instant time) throws IOException {
    for (JsonNode group : request("rules").required("groups")) {
      String last = group.required("lastEvaluation").textValue();
      if (!OffsetDateTime.parse(last).toInstant().isAfter(time)) {
        return false;
      }
    }
    return true;
  }

  private static String series(JsonNode metric) {
    String name = metric.path("__name__").asText();
    JsonNode labels = metric.<ObjectNode>deepCopy().without("__name__");
    return SeriesName.of(name, labels);
  }

  private static String value(JsonNode result) {
    JsonNode histogram = result.path("histogram");
    return histogram.isMissingNode()
        ? result.required("value").required(1).textValue()
        : histogram.required(1).toString();
  }

  /// The exemplars of the series that `expression` selects: their labels with their value.
  public List<String> exemplars(String expression) throws IOException {
    List<String> exemplars = new ArrayList<>();
    String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    // From the epoch to a day in the far future: all exemplars.
    request("query_exemplars?start=0&end=99999999999&query=" + query)
        .forEach(
            series ->
                series
                    .required("exemplars")
                    .forEach(
                        exemplar ->
                            exemplars.add(
                                SeriesName.of("", exemplar.required("labels"))
                                    + " "
                                    + exemplar.required("value").textValue())));
    return exemplars;
  }

  /// The error of the first scrape that begins after the call; empty if it succeeds.
  public String nextScrapeError() throws Exception {
    Instant now = Instant.now();
    Await.until(this::lastScrape, last -> last.isAfter(now));
    return scrapeError();
  }

  private Instant lastScrape() throws IOException {
    String time = request("targets").required("activeTargets").path(0).path("lastScrape").asText();
    return time.isEmpty() ? Instant.EPOCH : OffsetDateTime.parse(time).toInstant();
  }

  /// The last error of a scrape; empty if there is none.
  public String scrapeError() throws IOException {
    return request("targets").required("activeTargets").path(0).path("lastError").asText();
  }

  private JsonNode request(String path) throws IOException {
    var answer = http.get("/api/v1/" + path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.body());
    }
    return JSON.readTree(answer.body()).required("data");
  }

  @Override
  public void close() {
    http.close();
    process.close();
  }
}
