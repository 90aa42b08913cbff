package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Holders;
import io.sluice.format.ParseException;
import io.sluice.format.text.TextParser;
import io.sluice.http.Response;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Names;
import io.sluice.store.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// With any pushes, no scrape has two samples that Prometheus treats as the same series, and no
/// push is refused as a duplicate unless it would have created one.
final class UniqueSeriesTest {
  private static final int ROUNDS = 60;
  private static final int PUSHES = 25;

  private static final List<String> JOBS = List.of("", "job/a", "job/b");
  private static final List<String> KEY_LABELS =
      List.of("", "", "/l/1", "/l/2", "/x@base64/=", "/instance/i", "/instance@base64/=");
  private static final List<String> SERIES_LABELS =
      List.of("l=\"\"", "l=\"1\"", "x=\"\"", "instance=\"\"", "instance=\"i\"", "z=\"1\"");
  private static final List<String> SERIES_JOBS = List.of("job=\"\"", "job=\"a\"", "job=\"b\"");

  private final Random random = new Random(Seed.next("UniqueSeriesTest"));

  /// How often pushes were accepted, refused as duplicates, or answered otherwise.
  private final Map<String, Integer> outcomes = new HashMap<>();

  @Test
  void push_anyWay_neverMakesTwoOfOneSeries() throws ParseException {
    for (int round = 0; round < ROUNDS; round++) {
      var gateway = new OfflineGateway();
      for (int i = 0; i < PUSHES; i++) {
        push(gateway);
      }
    }
    assertThat(outcomes).containsKeys("accepted", "duplicate");
  }

  private void push(OfflineGateway gateway) throws ParseException {
    String job = pick(JOBS);
    String key = job + pick(KEY_LABELS);
    boolean isAdding = job.isEmpty() || random.nextBoolean();
    String path = (isAdding ? "/aggregate/metrics/" : "/metrics/") + key.replaceFirst("^/", "");
    String method = random.nextBoolean() ? "PUT" : "POST";
    List<String> before = samples(gateway);
    String body = body();

    Response answer = gateway.request(method, path.replaceFirst("/$", ""), body);

    String text = OfflineGateway.text(answer);
    List<String> after = samples(gateway);
    assertThat(after).as("%s %s%n%s%s", method, path, body, text).doesNotHaveDuplicates();
    boolean isDuplicate = text.contains("was collected before");
    outcomes.merge(
        answer.status() == 200 ? "accepted" : isDuplicate ? "duplicate" : text, 1, Integer::sum);
    if (answer.status() == 400 && isDuplicate && text.contains("held by group ")) {
      assertThat(text.lines().filter(line -> line.startsWith("held by group ")))
          .as("%s %s%n%s%s", method, path, body, text)
          .allMatch(line -> before.stream().anyMatch(sample -> isOf(sample, line)));
    }
  }

  /// Whether a sample has all labels of the group in a line, except empty ones.
  private static boolean isOf(String sample, String line) {
    GroupingKey holder = Holders.of(line).getFirst();
    var all = new ArrayList<String>();
    holder.labels().withoutEmpty().forEach((name, value) -> all.add(name + "=" + value));
    return all.stream().allMatch(sample::contains);
  }

  /// A family whose type depends on its name, so that types never conflict.
  private String body() {
    String name = pick(List.of("c", "s", "h"));
    var body = new StringBuilder();
    body.append("# TYPE ").append(name).append(' ').append(type(name)).append('\n');
    var seen = new HashSet<String>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      String labels = labels();
      if (random.nextInt(4) > 0 && !seen.add(labels)) {
        continue; // mostly no duplicate within the body
      }
      String comma = labels.isEmpty() ? "" : ",";
      switch (name) {
        case "c" -> body.append("c{").append(labels).append("} 1\n");
        case "s" ->
            body.append(
                "s{quantile=\"0.5\"%s%s} 1%ns_sum{%s} 1%ns_count{%s} 1%n"
                    .formatted(comma, labels, labels, labels));
        default ->
            body.append(
                "h_bucket{le=\"1\"%s%s} 1%nh_bucket{le=\"+Inf\"%s%s} 1%nh_sum{%s} 1%nh_count{%s} 1%n"
                    .formatted(comma, labels, comma, labels, labels, labels));
      }
    }
    return body.toString();
  }

  private static String type(String name) {
    return switch (name) {
      case "c" -> "counter";
      case "s" -> "summary";
      default -> "histogram";
    };
  }

  private String labels() {
    var labels = new TreeMap<String, String>();
    for (int i = random.nextInt(3); i > 0; i--) {
      String label = pick(SERIES_LABELS);
      labels.put(label.substring(0, label.indexOf('=')), label);
    }
    if (random.nextBoolean()) {
      labels.put("job", pick(SERIES_JOBS));
    }
    return String.join(",", labels.values());
  }

  /// Each sample of the scrape as Prometheus identifies it: labels sorted, without empty ones.
  private static List<String> samples(OfflineGateway gateway) throws ParseException {
    var samples = new ArrayList<String>();
    for (String line : gateway.scrape().lines().toList()) {
      if (!line.startsWith("#") && line.contains("{") && !line.contains("reason=")) {
        byte[] sample = (line + "\n").getBytes(StandardCharsets.UTF_8);
        var family = TextParser.parse(sample, Names.LEGACY).families().getFirst();
        Labels labels = family.metrics().getFirst().labels();
        Set<String> pairs = new TreeSet<>();
        labels.withoutEmpty().forEach((name, value) -> pairs.add(name + "=" + value));
        samples.add(family.name() + pairs);
      }
    }
    return samples;
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
