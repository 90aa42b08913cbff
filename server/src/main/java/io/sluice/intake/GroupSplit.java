package io.sluice.intake;

import io.sluice.command.Preparation;
import io.sluice.format.ParseException;
import io.sluice.format.ParseLimits;
import io.sluice.format.ParsedBody;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Metric;
import io.sluice.model.MetricFamily;
import io.sluice.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Splits a body into one body per group. The labels of the series determine the groups.
final class GroupSplit {
  private static final String JOB = "job";

  /// The maximum size of a body in which the line of a series without a job is searched for. Errors
  /// for larger bodies have no line, because the search parses parts of the body about twenty
  /// times.
  private static final int MAX_SEARCHED_BYTES = 1 << 20;

  private static final byte[] END_OF_OPENMETRICS = "# EOF\n".getBytes(StandardCharsets.US_ASCII);

  private GroupSplit() {}

  /// The parts of `body`, in the order in which its groups first occur.
  ///
  /// @param by names of the labels that form the keys
  /// @param content the source of the body, which was parsed with `names`
  static Map<GroupingKey, ParsedBody> of(
      ParsedBody body, List<String> by, PushContent content, Names names) throws RefusedException {
    Map<GroupingKey, Map<String, List<Metric>>> keyToMetrics = new LinkedHashMap<>();
    for (MetricFamily family : body.families()) {
      for (Metric metric : family.metrics()) {
        GroupingKey key = key(metric.labels(), by);
        if (key == null) {
          throw withoutJob(family, content, names);
        }
        String problem = Preparation.keyProblem(key);
        if (problem != null) {
          throw new RefusedException(PushResult.Reason.MALFORMED, "grouping key " + problem);
        }
        keyToMetrics
            .computeIfAbsent(key, _ -> new LinkedHashMap<>())
            .computeIfAbsent(family.name(), _ -> new ArrayList<>())
            .add(metric);
      }
    }
    var families = new LinkedHashMap<String, MetricFamily>();
    body.families().forEach(family -> families.put(family.name(), family));
    Map<GroupingKey, ParsedBody> parts = LinkedHashMap.newLinkedHashMap(keyToMetrics.size());
    keyToMetrics.forEach(
        (key, nameToMetrics) -> parts.put(key, part(nameToMetrics, families, body)));
    return parts;
  }

  /// Concatenates two bodies.
  static ParsedBody joined(ParsedBody first, ParsedBody next) {
    var families = new LinkedHashMap<String, MetricFamily>();
    first.families().forEach(family -> families.put(family.name(), family));
    for (MetricFamily family : next.families()) {
      families.merge(
          family.name(),
          family,
          (before, more) -> {
            var metrics = new ArrayList<>(before.metrics());
            metrics.addAll(more.metrics());
            return with(before, metrics);
          });
    }
    return new ParsedBody(
        List.copyOf(families.values()), first.hasTimestamps() || next.hasTimestamps());
  }

  private static ParsedBody part(
      Map<String, List<Metric>> nameToMetrics,
      Map<String, MetricFamily> families,
      ParsedBody body) {
    var part = new ArrayList<MetricFamily>(nameToMetrics.size());
    nameToMetrics.forEach(
        (name, metrics) -> {
          MetricFamily family = families.get(name);
          if (family != null) {
            part.add(with(family, metrics));
          }
        });
    return new ParsedBody(part, body.hasTimestamps());
  }

  private static MetricFamily with(MetricFamily family, List<Metric> metrics) {
    return new MetricFamily(family.name(), family.help(), family.type(), family.unit(), metrics);
  }

  /// The key of a series, or null if it has no job. Duplicate names are detected later.
  private static @Nullable GroupingKey key(Labels labels, List<String> by) {
    var pairs = new ArrayList<String>(2 * by.size());
    boolean hasJob = false;
    for (String name : by) {
      String value = labels.get(name);
      if (value != null && !value.isEmpty()) {
        pairs.add(name);
        pairs.add(value);
        hasJob |= name.equals(JOB);
      }
    }
    return hasJob ? new GroupingKey(Labels.of(pairs.toArray(String[]::new))) : null;
  }

  private static RefusedException withoutJob(
      MetricFamily family, PushContent content, Names names) {
    int line =
        content instanceof EncodedBody encoded
                && encoded.hasLines()
                && encoded.length() <= MAX_SEARCHED_BYTES
            ? lineWithoutJob(encoded, names)
            : 0;
    String what = "series without the label \"job\"";
    return new RefusedException(
        PushResult.Reason.MALFORMED,
        line == 0
            ? "%s: family=%s".formatted(what, family.name())
            : "line %d: %s".formatted(line, what));
  }

  /// The line of the first series without a job. Found by a binary search for the shortest prefix
  /// of the body that contains such a series.
  private static int lineWithoutJob(EncodedBody body, Names names) {
    int[] ends = lineEnds(body.bytes());
    int low = 0;
    int high = ends.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hasSeriesWithoutJob(body, ends[middle], names)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low + 1;
  }

  private static boolean hasSeriesWithoutJob(EncodedBody body, int end, Names names) {
    byte[] part = Arrays.copyOf(body.bytes(), end + END_OF_OPENMETRICS.length);
    System.arraycopy(END_OF_OPENMETRICS, 0, part, end, END_OF_OPENMETRICS.length);
    try {
      return new EncodedBody(part, body.contentType())
          .parse(names, ParseLimits.NONE).families().stream()
              .flatMap(family -> family.metrics().stream())
              .anyMatch(metric -> key(metric.labels(), List.of(JOB)) == null);
    } catch (ParseException _) {
      return false; // a metric is incomplete at this line
    }
  }

  private static int[] lineEnds(byte[] body) {
    var ends = new ArrayList<Integer>();
    for (int i = 0; i < body.length; i++) {
      if (body[i] == '\n' || i == body.length - 1) {
        ends.add(i + 1);
      }
    }
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }
}
