package io.sluice.systemtests.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.exporter.pushgateway.Format;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.systemtests.harness.Gateway;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Pushes to one gateway.
final class Pushes {
  /// The number of requests that are sent before their answers are read.
  private static final int BATCH = 500;

  private final Gateway gateway;

  Pushes(Gateway gateway) {
    this.gateway = gateway;
  }

  /// A push that must be accepted.
  void put(String key, String body) {
    gateway.push("/metrics/" + key, body);
  }

  /// A push that must be refused.
  void refused(String key, String body) {
    assertThat(gateway.send("PUT", "/metrics/" + key, body).statusCode()).isEqualTo(400);
  }

  /// Deletes everything; needs the admin API.
  void wipe() {
    assertThat(gateway.send("PUT", "/api/v1/admin/wipe", "").statusCode()).isEqualTo(202);
  }

  /// Whether the exposition contains `text`.
  boolean isScraped(String text) {
    return gateway.scrape().contains(text);
  }

  /// A histogram with native buckets.
  void nativeHistogram(String job) throws IOException {
    var registry = new PrometheusRegistry();
    Histogram histogram =
        Histogram.builder()
            .name("query_duration_seconds")
            .help("How long queries took.")
            .nativeOnly()
            .register(registry);
    var random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      histogram.observe(Math.exp(random.nextGaussian() - 3));
    }
    PushGateway.builder()
        .address(gateway.address() + gateway.prefix())
        .format(Format.PROMETHEUS_PROTOBUF)
        .job(job)
        .registry(registry)
        .build()
        .push();
  }

  /// Creates `count` groups of one job, with three series each, on one connection.
  void many(String job, int count) throws IOException {
    try (Socket socket = gateway.openSocket()) {
      var out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      var in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      for (int from = 0; from < count; from += BATCH) {
        int to = Math.min(count, from + BATCH);
        for (int i = from; i < to; i++) {
          out.write(request(job, i));
        }
        out.flush();
        for (int i = from; i < to; i++) {
          assertThat(readAnswer(in)).startsWith("HTTP/1.1 200");
        }
      }
    }
  }

  private byte[] request(String job, int i) {
    String body =
        """
        # TYPE records_total counter
        records_total %d
        # TYPE duration_seconds gauge
        duration_seconds{phase="read"} %d
        duration_seconds{phase="write"} %d
        """
            .formatted(i, i % 60, i % 7);
    return """
    PUT %s/metrics/job/%s/instance/host-%05d HTTP/1.1\r
    Host: gateway\r
    Content-Length: %d\r
    \r
    %s"""
        .formatted(gateway.prefix(), job, i, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// The head of an answer without a body.
  private static String readAnswer(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("connection closed within an answer: head=" + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
