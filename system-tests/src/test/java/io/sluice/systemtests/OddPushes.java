package io.sluice.systemtests;

import static io.sluice.systemtests.RandomPushes.utf8;

import io.sluice.systemtests.harness.RawHttp.Header;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Random pushes that no real client sends: odd names, bytes that are not UTF-8, types that do not
/// exist, inconsistent native histograms, bodies with changed bytes.
final class OddPushes {
  private static final List<String> NAMES =
      List.of(
          "m",
          "n",
          "h",
          "s",
          "a:b",
          "",
          "a b",
          "é",
          "x.y",
          "x_y",
          "x_y_count",
          "x.y_bucket",
          "U__x_2e_y",
          "日本",
          "1st",
          "q\"u",
          "new\nline",
          "{}",
          "back\\slash",
          "#",
          "__name__",
          "le",
          "\u0000",
          "\uD83D\uDE00",
          "push_time_seconds",
          "push_failure_time_seconds",
          "jvm_info",
          "process_open_fds",
          "go_goroutines",
          "pushgateway_build_info",
          "labels",
          "last_push_successful",
          "h_count",
          "h_bucket",
          "s_sum");
  private static final List<String> LABELS =
      List.of(
          "a",
          "b",
          "job",
          "instance",
          "le",
          "quantile",
          "__name__",
          "__x",
          "",
          "l b",
          "l.b",
          "é",
          "1",
          "a\nb",
          "q\"u",
          "\u0000");
  private static final List<String> VALUES =
      List.of("", "1", "é", "\"", "\\", "\n", "+Inf", "NaN", "\u0000", "\u2028", "\uD83D\uDE00");
  private static final List<String> TARGETS =
      List.of(
          "/a",
          "/a",
          "/a/t/1",
          "/b",
          "/b/instance/1",
          "/%ff",
          "/a/t/%ff",
          "@base64/_w",
          "/a/le/1",
          "/a/quantile/0.5",
          "/a/instance@base64/=",
          "/a/t@base64/=",
          "/a/t/%00",
          "/a/t/%0A",
          "/a/U__l_2e_b/1",
          "/a/U__l_20_b/1",
          "/a/%C3%A9/1",
          "/a/__x/1",
          "/a/t/%22%5C");
  private static final double[] DOUBLES = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    1e300,
    -1e300,
    4.9e-324,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };
  private static final long[] LONGS = {
    0, 1, 2, 3, 17, -1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE
  };
  private static final int[] SCHEMAS = {0, 1, 3, 8, -4, 9, -5, -53, 100, -100};
  private static final byte[] TERABYTE_PREFIX = {
    (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x20, 0
  };

  private final RandomPushes pushes;
  private final Random random;

  OddPushes(Random random) {
    this.random = random;
    pushes = new RandomPushes(random);
  }

  Request next() {
    String target = pushes.chance(0.7) ? pushes.target() : "/metrics/job" + pushes.pick(TARGETS);
    String method = pushes.chance(0.7) ? "POST" : "PUT";
    boolean isText = pushes.chance(0.4);
    byte[] body = isText ? text() : protobuf();
    List<Header> headers = isText ? List.of() : List.of(LiveSteps.PROTOBUF);
    return new Request(method, target, headers, pushes.chance(0.3) ? mutated(body) : body);
  }

  private byte[] text() {
    var body = new StringBuilder();
    int families = 1 + random.nextInt(3);
    for (int i = 0; i < families; i++) {
      String name = pushes.pick(NAMES);
      String shown = name.matches("[a-zA-Z_:][a-zA-Z0-9_:]*") ? name : quoted(name);
      if (pushes.chance(0.4)) {
        body.append("# HELP %s %s\n".formatted(shown, pushes.pick(VALUES)));
      }
      if (pushes.chance(0.5)) {
        String type = pushes.pick(List.of("gauge", "counter", "histogram", "gaugehistogram"));
        body.append("# TYPE %s %s\n".formatted(shown, type));
      }
      String label = quoted(pushes.pick(LABELS)) + "=" + quoted(pushes.pick(VALUES));
      String sample = shown.equals(name) ? "%s{%s} %s\n" : "{%s,%s} %s\n";
      body.append(sample.formatted(shown, label, pushes.pick(List.of("1", "NaN", "-0", "1e309"))));
    }
    return pushes.chance(0.5) ? utf8(body.toString()) : utf8(pushes.text());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private byte[] protobuf() {
    if (pushes.chance(0.02)) {
      return TERABYTE_PREFIX;
    }
    var body = new ByteArrayOutputStream();
    int families = 1 + random.nextInt(3);
    for (int i = 0; i < families; i++) {
      body.writeBytes(family().delimited());
    }
    return body.toByteArray();
  }

  private ProtoMessage family() {
    int type = pushes.chance(0.9) ? random.nextInt(6) : (int) someLong();
    var family = new ProtoMessage().bytes(1, maybeInvalid(pushes.pick(NAMES)));
    if (pushes.chance(0.5)) {
      family.bytes(2, maybeInvalid(pushes.pick(VALUES)));
    }
    family.varint(3, type);
    if (pushes.chance(0.2)) {
      family.bytes(5, maybeInvalid(pushes.pick(VALUES)));
    }
    int metrics = random.nextInt(3);
    for (int i = 0; i < metrics; i++) {
      family.message(4, metric(pushes.chance(0.9) ? type : random.nextInt(6)));
    }
    return family;
  }

  private ProtoMessage metric(int type) {
    var metric = new ProtoMessage();
    int labels = random.nextInt(4);
    for (int i = 0; i < labels; i++) {
      metric.message(1, label());
    }
    switch (type) {
      case 0 ->
          metric.message(3, new ProtoMessage().number(1, someDouble()).message(2, exemplar()));
      case 1 -> metric.message(2, new ProtoMessage().number(1, someDouble()));
      case 2 -> metric.message(4, summary());
      case 3 -> metric.message(5, new ProtoMessage().number(1, someDouble()));
      default -> metric.message(7, histogram());
    }
    return pushes.chance(0.03) ? metric.varint(6, someLong()) : metric;
  }

  private ProtoMessage label() {
    return new ProtoMessage()
        .bytes(1, maybeInvalid(pushes.pick(LABELS)))
        .bytes(2, maybeInvalid(pushes.pick(VALUES)));
  }

  private ProtoMessage exemplar() {
    return new ProtoMessage()
        .message(1, label())
        .number(2, someDouble())
        .message(3, new ProtoMessage().varint(1, someLong()).varint(2, someLong()));
  }

  private ProtoMessage summary() {
    var summary = new ProtoMessage().varint(1, someLong()).number(2, someDouble());
    int quantiles = random.nextInt(3);
    for (int i = 0; i < quantiles; i++) {
      summary.message(3, new ProtoMessage().number(1, someDouble()).number(2, someDouble()));
    }
    return summary;
  }

  private ProtoMessage histogram() {
    var histogram = new ProtoMessage();
    if (pushes.chance(0.5)) {
      histogram.varint(1, someLong());
    }
    histogram.number(2, someDouble());
    int buckets = random.nextInt(4);
    for (int i = 0; i < buckets; i++) {
      histogram.message(3, bucket());
    }
    if (pushes.chance(0.2)) {
      histogram.number(4, someDouble());
    }
    return pushes.chance(0.6) ? nativeParts(histogram) : histogram;
  }

  private ProtoMessage bucket() {
    var bucket = new ProtoMessage().varint(1, someLong()).number(2, someDouble());
    if (pushes.chance(0.2)) {
      bucket.message(3, exemplar());
    }
    return pushes.chance(0.2) ? bucket.number(4, someDouble()) : bucket;
  }

  /// Spans, deltas and counts that are sometimes consistent.
  private ProtoMessage nativeParts(ProtoMessage histogram) {
    histogram.zigzag(5, SCHEMAS[random.nextInt(SCHEMAS.length)]);
    histogram.number(6, pushes.chance(0.5) ? 1e-128 : someDouble());
    histogram.varint(7, pushes.chance(0.7) ? random.nextInt(4) : someLong());
    if (pushes.chance(0.1)) {
      histogram.number(8, someDouble());
    }
    int spans = random.nextInt(3);
    for (int i = 0; i < spans; i++) {
      long offset = pushes.chance(0.8) ? random.nextInt(4) : someLong();
      long length = pushes.chance(0.8) ? 1 + random.nextInt(2) : someLong();
      histogram.message(
          pushes.chance(0.8) ? 12 : 9, new ProtoMessage().zigzag(1, offset).varint(2, length));
    }
    int deltas = random.nextInt(4);
    for (int i = 0; i < deltas; i++) {
      histogram.zigzag(pushes.chance(0.8) ? 13 : 10, random.nextInt(4) - 1);
    }
    if (pushes.chance(0.1)) {
      histogram.number(14, someDouble());
    }
    return histogram;
  }

  private byte[] mutated(byte[] body) {
    byte[] copy = body.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && copy.length > 0; i++) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return pushes.chance(0.2) ? Arrays.copyOf(copy, random.nextInt(copy.length + 1)) : copy;
  }

  private byte[] maybeInvalid(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (pushes.chance(0.04)) {
      bytes = Arrays.copyOf(bytes, bytes.length + 1);
      bytes[bytes.length - 1] = (byte) (0x80 + random.nextInt(0x80));
    }
    return bytes;
  }

  private double someDouble() {
    return DOUBLES[random.nextInt(DOUBLES.length)];
  }

  private long someLong() {
    return pushes.chance(0.7) ? random.nextInt(5) : LONGS[random.nextInt(LONGS.length)];
  }
}
