package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.format.proto.BucketSpan;
import io.sluice.format.proto.Exemplar;
import io.sluice.format.proto.Histogram;
import io.sluice.format.proto.Metric;
import io.sluice.format.proto.MetricFamily;
import io.sluice.systemtests.harness.Gateway;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The Go client in delimited protobuf, its default: with an exemplar, and a native histogram whose
/// help text is sent although it is empty.
final class GoProtobufClientTest implements ClientContract {
  @BeforeEach
  void buildClient() throws Exception {
    GoClient.build();
  }

  @Override
  public void act(Operation operation, String address) throws Exception {
    GoClient.act("protobuf", operation, address);
  }

  @Override
  public String everything() {
    return Golden.BACKUP + Golden.MEDIAN + "# HELP backup_wait_seconds \n" + GoClient.WAIT;
  }

  /// 0.5, 5, 50, 0 and -3 in buckets whose bounds double: (0.25,0.5], (4,8], (32,64], zero and
  /// [-4,-2). Two empty buckets in a row are sent, more are skipped.
  @Test
  void push_ofANativeHistogram_isScrapedAsSent() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      act(Operation.PUSH, gateway.address());
      assertThat(scrape("backup_wait_seconds", gateway).getHistogram())
          .isEqualTo(
              Histogram.newBuilder()
                  .setSampleCount(5)
                  .setSampleSum(52.5)
                  .setSchema(0)
                  .setZeroThreshold(0x1p-128)
                  .setZeroCount(1)
                  .addNegativeSpan(span(2, 1))
                  .addNegativeDelta(1)
                  .addPositiveSpan(span(-1, 1))
                  .addPositiveSpan(span(3, 4))
                  .addPositiveDelta(1)
                  .addPositiveDelta(0)
                  .addPositiveDelta(-1)
                  .addPositiveDelta(0)
                  .addPositiveDelta(1)
                  .build());
    }
  }

  @Test
  void push_ofAnExemplar_isScrapedAsSent() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      act(Operation.PUSH, gateway.address());
      Exemplar exemplar = scrape("backup_records_total", gateway).getCounter().getExemplar();
      assertThat(exemplar.getValue()).isEqualTo(1234567);
      assertThat(exemplar.hasTimestamp()).isTrue();
      assertThat(exemplar.getLabelList())
          .singleElement()
          .satisfies(
              label -> {
                assertThat(label.getName()).isEqualTo("trace_id");
                assertThat(label.getValue()).isEqualTo("abc");
              });
    }
  }

  private static BucketSpan span(int offset, int length) {
    return BucketSpan.newBuilder().setOffset(offset).setLength(length).build();
  }

  /// The only metric of a family, as in a scrape in protobuf.
  private static Metric scrape(String family, Gateway gateway) throws Exception {
    byte[] scrape = gateway.scrape(PushedFamilies.MEDIA_TYPE);
    try (InputStream body = new ByteArrayInputStream(scrape)) {
      for (var found = MetricFamily.parseDelimitedFrom(body);
          found != null;
          found = MetricFamily.parseDelimitedFrom(body)) {
        if (found.getName().equals(family)) {
          assertThat(found.getMetricCount()).isEqualTo(1);
          return found.getMetric(0);
        }
      }
    }
    throw new AssertionError("not in the scrape: " + family);
  }
}
