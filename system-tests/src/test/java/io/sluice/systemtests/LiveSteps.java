package io.sluice.systemtests;

import static io.sluice.systemtests.LiveDifference.BOUND_TWICE;
import static io.sluice.systemtests.LiveDifference.BYTE_ORDER_MARK;
import static io.sluice.systemtests.LiveDifference.CRLF;
import static io.sluice.systemtests.LiveDifference.DAMAGED_GZIP;
import static io.sluice.systemtests.LiveDifference.EMPTY_LABEL;
import static io.sluice.systemtests.LiveDifference.EMPTY_PROTOBUF_NAME;
import static io.sluice.systemtests.LiveDifference.ENCODING_IN_UPPER_CASE;
import static io.sluice.systemtests.LiveDifference.ESCAPED_QUOTE_IN_HELP;
import static io.sluice.systemtests.LiveDifference.FORGED_FAILURE_TIME;
import static io.sluice.systemtests.LiveDifference.GAUGE_HISTOGRAM_TYPE;
import static io.sluice.systemtests.LiveDifference.LE_LABEL;
import static io.sluice.systemtests.LiveDifference.LONE_RETURN;
import static io.sluice.systemtests.LiveDifference.MISSING_NEWLINE;
import static io.sluice.systemtests.LiveDifference.NEGATIVE_HISTOGRAM_COUNT;
import static io.sluice.systemtests.LiveDifference.ODD_PROTOBUF_NAME;
import static io.sluice.systemtests.LiveDifference.OWN_FAMILIES;
import static io.sluice.systemtests.LiveDifference.PUSH_TIME_TWIN;
import static io.sluice.systemtests.LiveDifference.QUOTED_NAMES;
import static io.sluice.systemtests.LiveDifference.SNAPPY;
import static io.sluice.systemtests.LiveDifference.UNKNOWN_PROTOBUF_TYPE;
import static io.sluice.systemtests.LiveDifference.UTF8_IN_KEY;
import static io.sluice.systemtests.LiveDifference.UTF8_LABEL_IN_PROTOBUF;
import static io.sluice.systemtests.RandomPushes.utf8;

import io.sluice.systemtests.LiveStep.Last;
import io.sluice.systemtests.LiveStep.Lenient;
import io.sluice.systemtests.LiveStep.Outcome;
import io.sluice.systemtests.LiveStep.Same;
import io.sluice.systemtests.harness.RawHttp.Header;
import io.sluice.systemtests.harness.RawHttp.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// Random sequences of requests for two gateways. Bad base64 in a job never occurs: after it, 1.5.1
/// does not answer any more on that route.
final class LiveSteps {
  private static final Header TEXT = new Header("Content-Type", "text/plain; version=0.0.4");
  static final Header PROTOBUF =
      new Header(
          "Content-Type",
          "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
              + " encoding=delimited");
  private static final String HISTOGRAM =
      """
      # TYPE buckets histogram
      buckets_bucket{le="5"} 1
      buckets_count 1
      """;
  private static final int GZIP_HEADER = 10;
  private static final int GZIP_TRAILER = 8;
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE", "PATCH", "FOO");
  private static final List<String> ODD_TARGETS =
      List.of(
          "/metrics",
          "/metrics/",
          "/metrics/job",
          "/metrics/job/",
          "/metrics/job/x/",
          "/metrics/job/x/y",
          "/metrics/job/lone/y/",
          "/metrics/job/x/y/z",
          "/metrics/job/x//y/z",
          "/metrics/job/x/./y",
          "/metrics/job/x/../y",
          "/metrics/job/a%2Fb",
          "/metrics/job/a+b",
          "/metrics/job/a;b=c/d/e;f",
          "/metrics/job/x/y@base64/a.b",
          "/metrics/job/lone/y@base64/=",
          "/metrics/job/x/__y/z",
          "/metrics/job/x/1y/z",
          "/metrics/job/x/y-z/1",
          "/metrics/job@base64/=",
          "/metrics/job/%00",
          "/metrics/job/x/y/%0a?q=1",
          "/METRICS",
          "/METRICS/job/x",
          "/metrics/JOB/x",
          "/-/ready",
          "/-/healthy",
          "/-/quit",
          "/-/nothing",
          "/api/v1",
          "/api/v1/metrics",
          "/api/v1/nothing",
          "/api/v2/metrics",
          "/nothing",
          "/metrics/job/%zz",
          "/static/nothing",
          "/status/");
  private static final List<String> IGNORED_ENCODINGS =
      List.of("deflate", "zstd", "gzip, gzip", "x-gzip", "identity", "br");

  private final RandomPushes pushes;

  LiveSteps(Random random) {
    pushes = new RandomPushes(random);
  }

  /// A new sequence.
  List<LiveStep> sequence() {
    var steps = new ArrayList<LiveStep>();
    int count = 3 + pushes.upTo(8);
    for (int i = 0; i < count; i++) {
      steps.add(pushes.chance(0.08) ? lenient() : new Same(request()));
    }
    if (pushes.chance(0.4)) {
      steps.add(last());
    }
    return steps;
  }

  private Request request() {
    int kind = pushes.upTo(100);
    if (kind < 50) {
      return encoded(push(pushes.target(), TEXT, utf8(pushes.text())));
    }
    if (kind < 68) {
      return encoded(push(pushes.target(), PROTOBUF, pushes.protobuf()));
    }
    if (kind < 74) {
      return push(pushes.target(), TEXT, utf8(pushes.broken(pushes.text())));
    }
    if (kind < 77) {
      return brokenEncoding();
    }
    if (kind < 88) {
      return new Request("DELETE", pushes.target(), List.of(), null);
    }
    if (kind < 90) {
      return new Request("PUT", "/api/v1/admin/wipe", List.of(), null);
    }
    return kind < 92 ? new Request("GET", "/metrics", List.of(), null) : odd();
  }

  private Request odd() {
    String method = pushes.pick(METHODS);
    boolean hasBody = List.of("PUT", "POST", "PATCH").contains(method);
    List<Header> headers = hasBody ? List.of(TEXT) : List.of();
    return new Request(method, pushes.pick(ODD_TARGETS), headers, hasBody ? utf8("m 1\n") : null);
  }

  private Request push(String target, Header type, byte[] body) {
    String method = pushes.chance(0.5) ? "PUT" : "POST";
    return new Request(method, target, List.of(type), body, pushes.chance(0.1));
  }

  /// `push` unchanged, compressed, or with the name of an encoding that is ignored.
  private Request encoded(Request push) {
    return switch (pushes.upTo(8)) {
      case 0 -> with(push, "gzip", Encodings::gzip);
      case 1 -> with(push, pushes.pick(IGNORED_ENCODINGS), body -> body);
      default -> push;
    };
  }

  /// Bodies whose beginning does not match their encoding.
  private Request brokenEncoding() {
    Request push = push(pushes.target(), TEXT, utf8("m 1\nn 2\n"));
    return pushes.chance(0.5)
        ? with(push, "gzip", body -> body)
        : with(push, "gzip", body -> Arrays.copyOf(Encodings.gzip(body), pushes.upTo(GZIP_HEADER)));
  }

  /// Complete lines, followed by a wrong or truncated checksum.
  private Last damagedGzip() {
    Request push = text("/metrics/job/x", "damaged 1\n");
    return last(DAMAGED_GZIP, with(push, "gzip", this::damaged), Outcome.REFUSED);
  }

  private byte[] damaged(byte[] body) {
    byte[] gzip = Encodings.gzip(body);
    int length = gzip.length - GZIP_TRAILER + pushes.upTo(GZIP_TRAILER);
    if (pushes.chance(0.5)) {
      return Arrays.copyOf(gzip, length);
    }
    gzip[length] ^= 0x55;
    return gzip;
  }

  private static Request with(Request push, String encoding, UnaryOperator<byte[]> encode) {
    var headers = new ArrayList<>(push.headers());
    headers.add(new Header("Content-Encoding", encoding));
    byte[] body = push.body() == null ? new byte[0] : push.body();
    return new Request(push.method(), push.target(), headers, encode.apply(body), push.chunked());
  }

  private Lenient lenient() {
    String text = "# TYPE lenient counter\nlenient{a=\"1\"} 1\nlenient 2\n";
    return switch (pushes.upTo(7)) {
      case 0 -> lenient(CRLF, text.replace("\n", "\r\n"), text);
      case 1 -> lenient(MISSING_NEWLINE, text.strip(), text);
      case 2 -> lenient(QUOTED_NAMES, "{\"m\",\"a\"=\"1\"} 1\n", "m{a=\"1\"} 1\n");
      case 3 -> {
        String help = "# HELP m say \\\"hi\\\"\nm 1\n";
        yield lenient(ESCAPED_QUOTE_IN_HELP, help, help.replace("\\\"", "\""));
      }
      case 4 -> {
        Request push = push(pushes.target(), TEXT, utf8(pushes.text()));
        yield new Lenient(SNAPPY, with(push, "snappy", Encodings::framedSnappy), push);
      }
      case 5 -> lenient(BYTE_ORDER_MARK, "\uFEFF" + text, text);
      default -> {
        Request push = push(pushes.target(), PROTOBUF, pushes.protobuf());
        yield new Lenient(ENCODING_IN_UPPER_CASE, with(push, "GZIP", Encodings::gzip), push);
      }
    };
  }

  private Lenient lenient(LiveDifference rule, String body, String plain) {
    Request push = push(pushes.target(), TEXT, utf8(plain));
    return new Lenient(rule, push.withBody(utf8(body)), push);
  }

  private Last last() {
    return switch (pushes.upTo(16)) {
      case 0 -> last(UTF8_IN_KEY, text("/metrics/job/x/t/%ff", "m 1\n"), Outcome.REFUSED);
      case 1 -> twin();
      case 2 -> last(EMPTY_PROTOBUF_NAME, gauge("", "a"), Outcome.REFUSED);
      case 3 -> last(ODD_PROTOBUF_NAME, gauge("odd\n# name", "a"), Outcome.TAKEN);
      case 4 -> last(UNKNOWN_PROTOBUF_TYPE, unknownType(), Outcome.REFUSED);
      case 5 -> forged();
      case 6 -> last(LE_LABEL, text("/metrics/job/x/le/1", HISTOGRAM), Outcome.FAILED);
      case 7 ->
          last(
              NEGATIVE_HISTOGRAM_COUNT,
              text("/metrics/job/x", HISTOGRAM.replace("count 1", "count -1")),
              Outcome.REFUSED);
      case 8 ->
          last(
              OWN_FAMILIES,
              text("/metrics/job/x", "# TYPE process_open_fds counter\nprocess_open_fds 1\n"),
              Outcome.TAKEN);
      case 9 ->
          last(
              GAUGE_HISTOGRAM_TYPE,
              text("/metrics/job/x", HISTOGRAM.replace("histogram", "gaugehistogram")),
              Outcome.TAKEN);
      case 10 -> damagedGzip();
      case 11 -> last(LONE_RETURN, text("/metrics/job/x", "# a comment\rm 1\n"), Outcome.REFUSED);
      case 12 ->
          last(
              EMPTY_LABEL,
              text("/metrics/job/empty", "twice 1\ntwice{q=\"\"} 2\n"),
              Outcome.FAILED);
      case 13 -> emptyTwin();
      case 14 -> last(BOUND_TWICE, text("/metrics/job/x", boundTwice()), Outcome.FAILED);
      default -> last(UTF8_LABEL_IN_PROTOBUF, gauge("utf8_label", "ü"), Outcome.TAKEN);
    };
  }

  private String boundTwice() {
    return pushes.chance(0.5)
        ? HISTOGRAM.replace("buckets_count", "buckets_bucket{le=\"5.0\"} 1\nbuckets_count")
        : "# TYPE twice summary\ntwice{quantile=\"0.5\"} 1\ntwice{quantile=\"0.50\"} 2\n";
  }

  private static Last twin() {
    Request empty = text("/metrics/job/twin/instance@base64/=", "");
    return new Last(
        PUSH_TIME_TWIN, List.of(text("/metrics/job/twin", "m 1\n")), empty, Outcome.REFUSED);
  }

  /// A key that differs from another one only in an empty label.
  private static Last emptyTwin() {
    return new Last(
        EMPTY_LABEL,
        List.of(text("/metrics/job/twin", "of_twin 1\n")),
        text("/metrics/job/twin/q@base64/=", "of_the_twin 2\n"),
        Outcome.REFUSED);
  }

  private static Last forged() {
    String body = "# TYPE push_failure_time_seconds gauge\npush_failure_time_seconds 7\n";
    return new Last(
        FORGED_FAILURE_TIME,
        List.of(text("/metrics/job/forger", "")),
        text("/metrics/job/forger", body),
        Outcome.FAILED);
  }

  private static Last last(LiveDifference rule, Request request, Outcome outcome) {
    return new Last(rule, List.of(), request, outcome);
  }

  private static Request text(String target, String body) {
    return new Request("POST", target, List.of(TEXT), utf8(body));
  }

  private static Request gauge(String name, String label) {
    var metric =
        new ProtoMessage()
            .message(1, new ProtoMessage().string(1, label).string(2, "v"))
            .message(2, new ProtoMessage().number(1, 1));
    var family = new ProtoMessage().string(1, name).varint(3, 1).message(4, metric);
    return protobuf(family);
  }

  private static Request unknownType() {
    var metric = new ProtoMessage().message(2, new ProtoMessage().number(1, 1));
    return protobuf(new ProtoMessage().string(1, "unknown").varint(3, 17).message(4, metric));
  }

  private static Request protobuf(ProtoMessage family) {
    return new Request("PUT", "/metrics/job/x", List.of(PROTOBUF), family.delimited());
  }
}
