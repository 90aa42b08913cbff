package io.sluice.systemtests.clients;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/// A short job that is instrumented with OpenTelemetry, as a separate process. All its settings are
/// in the environment.
final class OpenTelemetryJob {
  private OpenTelemetryJob() {}

  static void main() {
    var telemetry = AutoConfiguredOpenTelemetrySdk.initialize().getOpenTelemetrySdk();
    Meter meter = telemetry.getMeter("batch");
    LongCounter rows = meter.counterBuilder("job.rows").setUnit("{row}").build();
    rows.add(3, Attributes.of(AttributeKey.stringKey("kind"), "full"));
    rows.add(1, Attributes.of(AttributeKey.stringKey("kind"), "partial"));
    LongUpDownCounter queue = meter.upDownCounterBuilder("job.queue").build();
    queue.add(5);
    queue.add(-7);
    meter
        .gaugeBuilder("job.temperature")
        .setUnit("Cel")
        .build()
        .set(36.6, Attributes.of(AttributeKey.stringKey("zone"), "eu"));
    var duration = meter.histogramBuilder("job.duration").setUnit("ms").build();
    DoubleStream.of(1, 7, 30, 120, 480, 15000).forEach(duration::record);
    if (!telemetry.shutdown().join(60, TimeUnit.SECONDS).isSuccess()) {
      System.exit(1);
    }
  }
}
