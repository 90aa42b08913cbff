package io.sluice.systemtests;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The intended differences between Sluice and the recorded aggregation gateways. Each rule
/// specifies its cases and the expected answer and scrape. A rule that never applies fails the
/// replay. The names are those in docs/aggregation.md.
enum AggregationDifference implements Differences.Known {
  SUCCESS_STATUS("a push is answered as the Pushgateway does it, with 200 instead of 202"),
  UNION_BOUNDS(
      "a sum of histograms with different bounds is filled up, so that it is monotonic",
      Map.of(
          "histogram, second has more bounds", histogram("1:2 2:3 5:5 +Inf:7", 16),
          "histogram, second has fewer bounds", histogram("1:2 2:3 5:5 +Inf:7", 16),
          "histogram, disjoint bounds", histogram("1:1 2:2 3:3 4:4 +Inf:4", 7),
          "histogram, disjoint bounds, three pushes", histogram("1:2 2:3 3:5 4:6 +Inf:6", 9),
          "histogram, other bounds", histogram("1:2 2:3 5:5 +Inf:7", 16))),
  NOT_A_NUMBER(
      "what is not a number cannot be added, so that it does not stick",
      Map.of("NaN", "# TYPE c counter\nc 2\n", "Inf", "# TYPE c counter\nc 2\n"),
      "400 .*: cannot merge metric 'c': not a number to add: value=.*"),
  COUNTER_GOES_DOWN(
      "nothing can be taken from a counter, which a server would take for a restart",
      Map.of("negative counter", "# TYPE c counter\nc 5\n"),
      "400 .*: cannot merge metric 'c': a counter cannot go down: value=-2.*"),
  SUMMARIES_ADD(
      "summaries add up, without their quantiles",
      Map.of("summary", "# TYPE s summary\ns_sum 15\ns_count 3\n"),
      "200 "),
  MIN_AND_MAX(
      "min and max have a meaning",
      Map.of(
          "min on a counter", "# TYPE m_total counter\nm_total 2\n",
          "max on a counter", "# TYPE m_total counter\nm_total 7\n",
          "max on a gauge", "# TYPE m_total gauge\nm_total 7\n")),
  DELETE("a group can be deleted", Map.of("delete", "", "DELETE", ""), "202 "),
  TYPE_CLASH_MESSAGE(
      "other words, the same meaning",
      Map.of(
          "type changes",
          AggregationRecording.AS_RECORDED,
          "second family of a push clashes",
          AggregationRecording.AS_RECORDED),
      "400 .*: cannot merge metric '(c|c_total)': type COUNTER != GAUGE"),
  SYNTAX_MESSAGE(
      "other words, the same meaning",
      Map.of("syntax error", AggregationRecording.AS_RECORDED),
      "400 text format parsing error in line 1: .*"),
  MISSING_NEWLINE(
      "the last line of a text body needs no LF",
      Map.of("no last line end", "# TYPE c untyped\nc 1\n"),
      "200 "),
  EMPTY_BODY(
      "a push of nothing is a push",
      Map.of("empty body", AggregationRecording.AS_RECORDED),
      "200 "),
  LABEL_OF_KEY_WINS(
      "a label of the URL takes the place of one in the body, as in the Pushgateway",
      Map.of("labels in the URL, also in the body", "# TYPE c counter\nc{a=\"url\"} 1\n"),
      "200 "),
  ODD_LABELS_MESSAGE(
      "other words, the same meaning",
      Map.of("odd number of URL labels", AggregationRecording.AS_RECORDED),
      "400 .*"),
  BASE64_LABEL(
      "a label of the URL may be written in base64",
      Map.of("base64 label", "# TYPE c counter\nc{a=\"/var\"} 1\n"),
      "200 "),
  LABEL_NAME_MESSAGE(
      "other words, the same meaning",
      Map.of("bad label name in the URL", AggregationRecording.AS_RECORDED),
      "400 improper label name .*"),
  RESERVED_LABEL_NAME(
      "names that start with two underscores are Prometheus's own",
      Map.of("reserved label name in the URL", ""),
      "400 improper label name .*"),
  DUPLICATE_MESSAGE(
      "other words, the same meaning",
      Map.of(
          "duplicate series in a push",
          AggregationRecording.AS_RECORDED,
          "duplicate series in a push, again",
          AggregationRecording.AS_RECORDED),
      "400 pushed metrics are invalid or inconsistent with existing metrics: .*");

  private final String reason;

  /// The final scrape, by name of the case.
  @SuppressWarnings("ImmutableEnumChecker") // made by Map.of
  private final Map<String, String> ends;

  private final @Nullable Pattern answer;

  AggregationDifference(String reason) {
    this.reason = reason;
    this.ends = Map.of();
    this.answer = null;
  }

  AggregationDifference(String reason, Map<String, String> ends) {
    this.reason = reason;
    this.ends = ends;
    this.answer = null;
  }

  AggregationDifference(String reason, Map<String, String> ends, String answer) {
    this.reason = reason;
    this.ends = ends;
    this.answer = Pattern.compile(answer);
  }

  @Override
  public String reason() {
    return reason;
  }

  /// @param answered status, space, first line of the body
  boolean explainsAnswer(AggregationRecording recording, String answered) {
    return answer != null
        && ends.containsKey(recording.name())
        && answer.matcher(answered).matches();
  }

  boolean explainsEnd(AggregationRecording recording, ShownSamples got) {
    String end = ends.get(recording.name());
    return end != null
        && !end.equals(AggregationRecording.AS_RECORDED)
        && got.equals(ShownSamples.of(end));
  }

  /// The text of `bound:count` pairs.
  private static String histogram(String buckets, int sum) {
    var text = new StringBuilder("# TYPE h histogram\n");
    String last = "";
    for (String bucket : List.of(buckets.split(" ", -1))) {
      int colon = bucket.indexOf(':');
      last = bucket.substring(colon + 1);
      text.append("h_bucket{le=\"").append(bucket, 0, colon).append("\"} ").append(last);
      text.append('\n');
    }
    return text.append("h_sum ")
        .append(sum)
        .append("\nh_count ")
        .append(last)
        .append('\n')
        .toString();
  }
}
