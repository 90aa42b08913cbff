package io.sluice.systemtests;

import static io.sluice.systemtests.LiveDifference.CRLF_LINE_ENDS;
import static io.sluice.systemtests.LiveDifference.EMPTY_PROTOBUF_NAME;
import static io.sluice.systemtests.LiveDifference.ESCAPED_QUOTE_IN_HELP;
import static io.sluice.systemtests.LiveDifference.FORGED_FAILURE_TIME;
import static io.sluice.systemtests.LiveDifference.GAUGE_HISTOGRAM_TYPE;
import static io.sluice.systemtests.LiveDifference.INVALID_PROTOBUF_NAME;
import static io.sluice.systemtests.LiveDifference.INVALID_UTF8_IN_GROUPING_KEY;
import static io.sluice.systemtests.LiveDifference.LE_GROUPING_LABEL;
import static io.sluice.systemtests.LiveDifference.MISSING_LAST_LINE_END;
import static io.sluice.systemtests.LiveDifference.NEGATIVE_HISTOGRAM_COUNT;
import static io.sluice.systemtests.LiveDifference.OWN_METRIC_OF_OTHER_TYPE;
import static io.sluice.systemtests.LiveDifference.QUOTED_NAMES;
import static io.sluice.systemtests.LiveDifference.SAME_PUSH_TIME;
import static io.sluice.systemtests.LiveDifference.UNKNOWN_PROTOBUF_TYPE;
import static io.sluice.systemtests.LiveDifference.UTF8_LABEL_IN_PROTOBUF;
import static io.sluice.systemtests.RandomPushes.utf8;

import io.sluice.systemtests.LiveStep.Last;
import io.sluice.systemtests.LiveStep.Lenient;
import io.sluice.systemtests.LiveStep.Same;
import io.sluice.systemtests.RawHttp.Header;
import io.sluice.systemtests.RawHttp.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Random sequences of requests for two gateways. Bad base64 in a job never occurs: 1.5.1 answers
/// nothing on that route any more once it has seen it.
final class LiveSteps {
  private static final Header TEXT = new Header("Content-Type", "text/plain; version=0.0.4");
  static final Header PROTOBUF =
      new Header(
          "Content-Type",
          "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
              + " encoding=delimited");
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
          "/metrics/job/x/y/",
          "/metrics/job/x/y/z",
          "/metrics/job/x//y/z",
          "/metrics/job/x/./y",
          "/metrics/job/x/../y",
          "/metrics/job/a%2Fb",
          "/metrics/job/a+b",
          "/metrics/job/a;b=c/d/e;f",
          "/metrics/job/x/y@base64/a.b",
          "/metrics/job/x/y@base64/=",
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
    return odd();
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

  /// `push` as it is, compressed, or with the name of an encoding that is ignored.
  private Request encoded(Request push) {
    byte[] body = push.body() == null ? new byte[0] : push.body();
    return switch (pushes.upTo(8)) {
      case 0 -> with(push, pushes.chance(0.5) ? "gzip" : "GZIP", Encodings.gzip(body));
      case 1 -> with(push, "snappy", Encodings.framedSnappy(body));
      case 2 -> with(push, pushes.pick(IGNORED_ENCODINGS), body);
      default -> push;
    };
  }

  /// Bodies that are not what their encoding says, cut off, or of the wrong checksum.
  private Request brokenEncoding() {
    byte[] body = utf8("m 1\nn 2\n");
    byte[] gzip = Encodings.gzip(body);
    byte[] snappy = Encodings.framedSnappy(body);
    Request push = push(pushes.target(), TEXT, body);
    return switch (pushes.upTo(8)) {
      case 0 -> with(push, "gzip", body);
      case 1 -> with(push, "gzip", new byte[0]);
      case 2 -> with(push, "gzip", Arrays.copyOf(gzip, pushes.upTo(gzip.length)));
      case 3 -> with(push, "gzip", changed(gzip, gzip.length - 6));
      case 4 -> with(push, "snappy", body);
      case 5 -> with(push, "snappy", new byte[0]);
      case 6 -> with(push, "snappy", Arrays.copyOf(snappy, pushes.upTo(snappy.length)));
      default -> with(push, "snappy", changed(snappy, snappy.length - 1));
    };
  }

  private static byte[] changed(byte[] bytes, int index) {
    byte[] copy = bytes.clone();
    copy[index] ^= 0x55;
    return copy;
  }

  private static Request with(Request push, String encoding, byte[] body) {
    var headers = new ArrayList<>(push.headers());
    headers.add(new Header("Content-Encoding", encoding));
    return new Request(push.method(), push.target(), headers, body, push.chunked());
  }

  private Lenient lenient() {
    String text = "# TYPE lenient counter\nlenient{a=\"1\"} 1\nlenient 2\n";
    return switch (pushes.upTo(4)) {
      case 0 -> lenient(CRLF_LINE_ENDS, text.replace("\n", "\r\n"), text);
      case 1 -> lenient(MISSING_LAST_LINE_END, text.strip(), text);
      case 2 -> lenient(QUOTED_NAMES, "{\"m\",\"a\"=\"1\"} 1\n", "m{a=\"1\"} 1\n");
      default -> {
        String help = "# HELP m say \\\"hi\\\"\nm 1\n";
        yield lenient(ESCAPED_QUOTE_IN_HELP, help, help.replace("\\\"", "\""));
      }
    };
  }

  private Lenient lenient(LiveDifference rule, String body, String plain) {
    Request push = push(pushes.target(), TEXT, utf8(plain));
    return new Lenient(rule, push.withBody(utf8(body)), push);
  }

  private Last last() {
    Request twin = text("/metrics/job/twin", "m 1\n");
    return switch (pushes.upTo(11)) {
      case 0 -> refused(INVALID_UTF8_IN_GROUPING_KEY, text("/metrics/job/x/t/%ff", "m 1\n"));
      case 1 ->
          new Last(
              SAME_PUSH_TIME, List.of(twin), text("/metrics/job/twin/instance@base64/=", ""), true);
      case 2 -> refused(EMPTY_PROTOBUF_NAME, gauge("", "a"));
      case 3 -> refused(INVALID_PROTOBUF_NAME, gauge("a\n# b", "a"));
      case 4 -> refused(UNKNOWN_PROTOBUF_TYPE, unknownType());
      case 5 ->
          new Last(
              FORGED_FAILURE_TIME,
              List.of(twin),
              text(
                  "/metrics/job/twin",
                  "# TYPE push_failure_time_seconds gauge\npush_failure_time_seconds 7\n"),
              true);
      case 6 ->
          refused(
              LE_GROUPING_LABEL,
              text(
                  "/metrics/job/x/le/1",
                  "# TYPE buckets histogram\nbuckets_bucket{le=\"5\"} 1\nbuckets_count 1\n"));
      case 7 ->
          refused(
              NEGATIVE_HISTOGRAM_COUNT,
              text("/metrics/job/x", "# TYPE negative histogram\nnegative_count -1\n"));
      case 8 ->
          taken(
              OWN_METRIC_OF_OTHER_TYPE,
              text("/metrics/job/x", "# TYPE process_open_fds counter\nprocess_open_fds 1\n"));
      case 9 ->
          taken(
              GAUGE_HISTOGRAM_TYPE,
              text("/metrics/job/x", "# TYPE gh gaugehistogram\ngh_bucket{le=\"1\"} 1\n"));
      default -> taken(UTF8_LABEL_IN_PROTOBUF, gauge("utf8_label", "ü"));
    };
  }

  private static Last refused(LiveDifference rule, Request request) {
    return new Last(rule, List.of(), request, true);
  }

  private static Last taken(LiveDifference rule, Request request) {
    return new Last(rule, List.of(), request, false);
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
