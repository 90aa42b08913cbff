package io.sluice.systemtests;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Random bodies and targets of pushes that often have groups in common: few names and few label
/// values, so that types conflict, suffixes collide and series occur twice. The same seed gives the
/// same pushes.
final class RandomPushes {
  private static final List<String> NAMES =
      List.of(
          "m",
          "n",
          "x_total",
          "h",
          "h_count",
          "h_sum",
          "h_bucket",
          "s",
          "s_count",
          "s_sum",
          "up",
          "a:b:c",
          "_u",
          "process_x",
          "push_time_seconds");
  private static final List<String> LABELS =
      List.of("a", "b", "t", "le2", "zz", "job", "instance", "quantile");
  private static final List<String> VALUES =
      List.of("0", "1", "2", "é", "日本", "x y", "q\"u", "back\\slash", "new\nline", "a=b,c");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "1",
          "-1",
          "2.5",
          "1e9",
          "17e3",
          "NaN",
          "+Inf",
          "-Inf",
          "0.1",
          "1e-7",
          "4.9e-324",
          "1e21",
          "123456789",
          "9007199254740993");

  /// For names that may be read as a histogram's counts: 1.5.1 truncates numbers to integers.
  private static final List<String> COUNTS = List.of("0", "1", "17e3", "123456789");

  private static final List<String> TYPES =
      List.of("counter", "gauge", "untyped", "COUNTER", "Gauge", "");
  private static final List<String> HELPS =
      List.of("plain", "ünï", "with \\\\ and \\n", "  blanks  ", "");
  private static final List<String> JOBS =
      List.of("/a", "/a", "/b", "/b", "@base64/YS9i", "/%C3%A9");
  private static final List<String> REST =
      List.of(
          "",
          "",
          "",
          "/t/1",
          "/t/2/b/1",
          "/b@base64/MQ",
          "/instance/1",
          "/t/a+b",
          "/t/a%20b;c",
          "/path@base64/L3Zhci90bXA",
          "/e/0",
          "/t/%C3%A9",
          "/job/other",
          "/t/1/t/2");

  private static final Pattern BOUND = Pattern.compile("^(.*[{,](?:le|quantile)=\")([^\"]*)");

  private final Random random;

  RandomPushes(Random random) {
    this.random = random;
  }

  /// One of `elements`.
  <T> T pick(List<T> elements) {
    return elements.get(random.nextInt(elements.size()));
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int upTo(int limit) {
    return random.nextInt(limit);
  }

  /// The target of a push to a group that may already exist.
  String target() {
    return "/metrics/job" + pick(JOBS) + pick(REST);
  }

  /// A body that the text parser accepts, but the consistency check may refuse.
  String text() {
    int families = random.nextInt(4);
    var names = new ArrayList<String>();
    var body = new StringBuilder();
    for (int i = 0; i < families; i++) {
      String name = pick(NAMES);
      if (!names.contains(name)) {
        names.add(name);
        body.append(family(name));
      }
    }
    return body.toString();
  }

  /// A body in delimited protobuf, with the types that the text format has.
  byte[] protobuf() {
    var body = new ByteArrayOutputStream();
    int families = 1 + random.nextInt(3);
    for (int i = 0; i < families; i++) {
      body.writeBytes(protobufFamily("pb_" + pick(NAMES)).delimited());
    }
    return body.toByteArray();
  }

  /// `text` with some characters removed, doubled or replaced, still ending with a line end. It has
  /// neither empty labels nor duplicate bounds, which Sluice refuses and the peer may accept: there
  /// are separate steps for them.
  String broken(String text) {
    String broken = changed(text);
    while (broken.contains("=\"\"") || hasBoundTwice(broken)) {
      broken = changed(text);
    }
    return broken;
  }

  /// Whether lines differ before the value only in the digits of a bound.
  private static boolean hasBoundTwice(String body) {
    var bounds = new HashSet<String>();
    for (String line : body.split("\n", -1)) {
      Matcher bound = BOUND.matcher(line.replaceAll("\\s", ""));
      if (bound.find() && !bounds.add(bound.group(1) + number(bound.group(2)))) {
        return true;
      }
    }
    return false;
  }

  private static Object number(String text) {
    try {
      return Double.valueOf(text.replace("Inf", "Infinity"));
    } catch (NumberFormatException _) {
      return text;
    }
  }

  private String changed(String text) {
    var body = new StringBuilder(text.isEmpty() ? "m 1\n" : text);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && !body.isEmpty(); i++) {
      int at = random.nextInt(body.length());
      switch (random.nextInt(4)) {
        case 0 -> body.deleteCharAt(at);
        case 1 -> body.insert(at, body.charAt(at));
        case 2 ->
            body.insert(at, pick(List.of("\"", "{", "}", ",", "=", "#", " ", "\t", "x", "-")));
        default -> body.delete(at, Math.min(body.length(), at + random.nextInt(8)));
      }
    }
    return body.append('\n').toString();
  }

  private String family(String name) {
    var family = new StringBuilder();
    String help = pick(HELPS);
    if (chance(0.5)) {
      family.append("# HELP %s %s\n".formatted(name, help));
    }
    switch (random.nextInt(5)) {
      case 0 -> histogram(name, family);
      case 1 -> summary(name, family);
      default -> simple(name, family);
    }
    return family.toString();
  }

  private void simple(String name, StringBuilder family) {
    String type = pick(TYPES);
    if (!type.isEmpty()) {
      family.append("# TYPE %s %s\n".formatted(name, type));
    }
    int samples = 1 + random.nextInt(3);
    boolean isCount = name.endsWith("_count") || name.endsWith("_bucket");
    for (int i = 0; i < samples; i++) {
      String number = pick(isCount ? COUNTS : NUMBERS);
      family.append(name).append(braces(labels())).append(' ').append(number);
      family.append(chance(0.02) ? " 12345\n" : "\n");
    }
  }

  private void summary(String name, StringBuilder family) {
    family.append("# TYPE %s summary\n".formatted(name));
    List<String> labels = labels();
    labels.removeIf(label -> label.startsWith("quantile"));
    for (String quantile : List.of("0.5", "0.9", "0.99")) {
      if (chance(0.5)) {
        family.append(
            "%s%s %s\n".formatted(name, with(labels, "quantile", quantile), pick(NUMBERS)));
      }
    }
    family.append(
        "%s_sum%s 3.5\n%s_count%s 4\n".formatted(name, braces(labels), name, braces(labels)));
  }

  private void histogram(String name, StringBuilder family) {
    family.append("# TYPE %s histogram\n".formatted(name));
    List<String> labels = labels();
    int count = 0;
    for (String bound : List.of("0.1", "1", "10", "+Inf")) {
      if (chance(0.7)) {
        count += random.nextInt(4);
        family.append("%s_bucket%s %d\n".formatted(name, with(labels, "le", bound), count));
      }
    }
    String all = braces(labels);
    family.append("%s_sum%s 1.5\n%s_count%s %d\n".formatted(name, all, name, all, count));
  }

  /// Labels as in the text format, without duplicates.
  private List<String> labels() {
    var labels = new ArrayList<String>();
    for (String name : LABELS) {
      double probability = name.equals("quantile") ? 0.02 : 0.15;
      if (chance(probability)) {
        labels.add("%s=\"%s\"".formatted(name, escaped(pick(VALUES))));
      }
    }
    return labels;
  }

  private static String with(List<String> labels, String name, String value) {
    var all = new ArrayList<>(labels);
    all.add("%s=\"%s\"".formatted(name, value));
    return braces(all);
  }

  private static String braces(List<String> labels) {
    return labels.isEmpty() ? "" : "{" + String.join(",", labels) + "}";
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private ProtoMessage protobufFamily(String name) {
    int type = random.nextInt(5);
    var family = new ProtoMessage().string(1, name);
    if (chance(0.5)) {
      family.string(2, pick(List.of("plain", "ünï", "two\nlines \\ \"", "")));
    }
    family.varint(3, type);
    int metrics = 1 + random.nextInt(2);
    for (int i = 0; i < metrics; i++) {
      family.message(4, protobufMetric(type));
    }
    return family;
  }

  private ProtoMessage protobufMetric(int type) {
    var metric = new ProtoMessage();
    for (String name : LABELS) {
      if (chance(name.equals("quantile") ? 0.02 : 0.15)) {
        metric.message(1, new ProtoMessage().string(1, name).string(2, pick(VALUES)));
      }
    }
    double value = Double.parseDouble(pick(List.of("0", "1", "-2.5", "1e9", "NaN", "Infinity")));
    return switch (type) {
      case 0 -> metric.message(3, new ProtoMessage().number(1, value).message(2, exemplar()));
      case 1 -> metric.message(2, new ProtoMessage().number(1, value));
      case 2 -> metric.message(4, protobufSummary());
      case 3 -> metric.message(5, new ProtoMessage().number(1, value));
      default -> metric.message(7, protobufHistogram());
    };
  }

  private ProtoMessage exemplar() {
    return new ProtoMessage()
        .message(1, new ProtoMessage().string(1, "id").string(2, pick(VALUES)))
        .number(2, 1)
        .message(3, new ProtoMessage().varint(1, 1_700_000_000));
  }

  private ProtoMessage protobufSummary() {
    var summary = new ProtoMessage().varint(1, random.nextInt(100)).number(2, random.nextDouble());
    for (double quantile : new double[] {0.5, 0.9, 0.99}) {
      if (chance(0.5)) {
        summary.message(3, new ProtoMessage().number(1, quantile).number(2, random.nextInt(9)));
      }
    }
    return summary;
  }

  private ProtoMessage protobufHistogram() {
    var histogram = new ProtoMessage();
    int count = 0;
    for (double bound : new double[] {0.1, 1, 10}) {
      count += random.nextInt(4);
      var bucket = new ProtoMessage().varint(1, count).number(2, bound);
      histogram.message(3, chance(0.2) ? bucket.message(3, exemplar()) : bucket);
    }
    return histogram.varint(1, count).number(2, random.nextInt(50));
  }

  /// `text` as bytes in UTF-8.
  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
