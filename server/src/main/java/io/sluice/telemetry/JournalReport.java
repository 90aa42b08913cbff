package io.sluice.telemetry;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.journal.JournalListener;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs and counts the events of a journal.
final class JournalReport implements JournalListener {
  private static final Logger log = LoggerFactory.getLogger(JournalReport.class);
  private static final double NANOS = 1e9;

  private final Gauge segments;
  private final Gauge bytes;
  private final Gauge durable;
  private final Gauge isWritable;
  private final Counter records;
  private final Counter writtenBytes;
  private final Counter failures;
  private final Histogram batches;
  private final Histogram forces;
  private final Gauge snapshotBytes;
  private final Gauge snapshotSeconds;
  private final Gauge snapshotTimestamp;
  private final Gauge recoverySeconds;
  private final Gauge recoveryRecords;

  JournalReport(PrometheusProperties properties, PrometheusRegistry registry) {
    var families = new Families(properties, registry);
    segments = families.gauge("sluice_journal_segments", "Segments on disk.");
    bytes = families.gauge("sluice_journal_bytes", "Total size of the segments on disk, in bytes.");
    durable =
        families.gauge(
            "sluice_journal_durable_sequence",
            "Sequence number of the last command confirmed by the disk.");
    isWritable =
        families.gauge("sluice_journal_writable", "1 if commands can be written, 0 if not.");
    records = families.counter("sluice_journal_records_total", "Commands written since the start.");
    writtenBytes =
        families.counter("sluice_journal_written_bytes_total", "Bytes written since the start.");
    failures =
        families.counter(
            "sluice_journal_failures_total",
            "Failed journal operations, by operation.",
            "operation");
    batches =
        families.histogram(
            "sluice_journal_batch_records",
            "Commands that were written together.",
            1,
            2,
            4,
            8,
            16,
            32,
            64,
            128,
            256,
            1024);
    forces =
        families.histogram(
            "sluice_journal_fsync_duration_seconds",
            "How long the disk took to make a batch durable.",
            0.0001,
            0.00025,
            0.0005,
            0.001,
            0.0025,
            0.005,
            0.01,
            0.025,
            0.1,
            1);
    snapshotBytes = families.gauge("sluice_snapshot_bytes", "Size of the last snapshot, in bytes.");
    snapshotSeconds =
        families.gauge("sluice_snapshot_duration_seconds", "Duration of the last snapshot.");
    snapshotTimestamp =
        families.gauge("sluice_snapshot_timestamp_seconds", "Unix time of the last snapshot.");
    recoverySeconds =
        families.gauge("sluice_recovery_duration_seconds", "Duration of the recovery at startup.");
    recoveryRecords =
        families.gauge("sluice_recovery_records", "Records read at the start, by kind.", "kind");
    isWritable.set(1);
    for (String operation : new String[] {"append", "snapshot", "cleanup"}) {
      failures.initLabelValues(operation);
    }
  }

  private record Families(PrometheusProperties properties, PrometheusRegistry registry) {
    Gauge gauge(String name, String help, String... labels) {
      return Gauge.builder(properties)
          .name(name)
          .help(help)
          .labelNames(labels)
          .withoutExemplars()
          .register(registry);
    }

    Counter counter(String name, String help, String... labels) {
      return Counter.builder(properties)
          .name(name)
          .help(help)
          .labelNames(labels)
          .withoutExemplars()
          .register(registry);
    }

    Histogram histogram(String name, String help, double... bounds) {
      return Histogram.builder(properties)
          .name(name)
          .help(help)
          .classicUpperBounds(bounds)
          .withoutExemplars()
          .register(registry);
    }
  }

  @Override
  public void recovered(Recovered recovered) {
    recoverySeconds.set(recovered.nanos() / NANOS);
    recoveryRecords.labelValues("snapshot").set((double) recovered.parts());
    recoveryRecords.labelValues("journal").set((double) recovered.commands());
    durable.set((double) recovered.lastSequence());
    log.atInfo()
        .addKeyValue("snapshot_records", recovered.parts())
        .addKeyValue("journal_records", recovered.commands())
        .addKeyValue("segments", recovered.segments())
        .addKeyValue("last_sequence", recovered.lastSequence())
        .addKeyValue("duration", Duration.ofNanos(recovered.nanos()))
        .log("state recovered");
  }

  @Override
  public void tornTail(String file, long offset, long dropped) {
    log.atWarn()
        .addKeyValue("file", file)
        .addKeyValue("offset", offset)
        .addKeyValue("bytes", dropped)
        .log("discarded an incomplete record at the end of the journal");
  }

  @Override
  public void batchWritten(int count, long length, long forceNanos) {
    records.inc(count);
    writtenBytes.inc(length);
    batches.observe(count);
    if (forceNanos >= 0) {
      forces.observe(forceNanos / NANOS);
    }
  }

  @Override
  public void durable(long sequence) {
    durable.set((double) sequence);
  }

  @Override
  public void segments(long count, long length) {
    segments.set((double) count);
    bytes.set((double) length);
  }

  @Override
  public void snapshotWritten(long length, long nanos) {
    snapshotBytes.set((double) length);
    snapshotSeconds.set(nanos / NANOS);
    snapshotTimestamp.set(System.currentTimeMillis() / 1e3);
    log.atInfo()
        .addKeyValue("bytes", length)
        .addKeyValue("duration", Duration.ofNanos(nanos))
        .log("metrics persisted");
  }

  @Override
  public void failed(String operation, IOException cause) {
    failures.labelValues(operation).inc();
    if (operation.equals("append")) {
      isWritable.set(0);
    }
    log.atError()
        .addKeyValue("operation", operation)
        .addKeyValue("err", cause.toString())
        .log("error persisting metrics");
  }

  @Override
  public void writableAgain() {
    isWritable.set(1);
    log.info("metrics can be persisted again");
  }
}
