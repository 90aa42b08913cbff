// A short job that is instrumented with OpenTelemetry: node job.js proto|json
// All other settings are read from the environment variables of the specification.
'use strict';

const { MeterProvider, PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');
const { detectResources, envDetector } = require('@opentelemetry/resources');
const { OTLPMetricExporter } = require(
  '@opentelemetry/exporter-metrics-otlp-' + (process.argv[2] === 'json' ? 'http' : 'proto'));

async function main() {
  const provider = new MeterProvider({
    resource: detectResources({ detectors: [envDetector] }),
    readers: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter(),
        exportIntervalMillis: 3600000,
      }),
    ],
  });
  const meter = provider.getMeter('batch');
  const rows = meter.createCounter('job.rows', { unit: '{row}' });
  rows.add(3, { kind: 'full' });
  rows.add(1, { kind: 'partial' });
  const queue = meter.createUpDownCounter('job.queue');
  queue.add(5);
  queue.add(-7);
  meter.createGauge('job.temperature', { unit: 'Cel' }).record(36.6, { zone: 'eu' });
  const duration = meter.createHistogram('job.duration', { unit: 'ms' });
  [1, 7, 30, 120, 480, 15000].forEach((millis) => duration.record(millis));
  await provider.shutdown();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
