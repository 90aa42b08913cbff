// Pushes the nightly backup: node backup.js URL push|add|replace|delete
'use strict';

const client = require('prom-client');

const [url, operation] = process.argv.slice(2);

// This client percent-encodes a slash, which every gateway reads as a separator; its users name the
// label "path@base64" instead.
const group = {
  jobName: 'nightly',
  groupings: {
    'path@base64': Buffer.from('/var/backups').toString('base64url'),
    'shard@base64': '=',
  },
};

function backup() {
  const registry = new client.Registry();
  const registers = [registry];
  new client.Counter({
    name: 'backup_records_total',
    help: 'Records saved.\nPer kind.',
    labelNames: ['kind'],
    registers,
  }).inc({ kind: 'full "é"\\\n.' }, 1234567);
  size(registry, 1048576.5);
  const duration = new client.Histogram({
    name: 'backup_duration_seconds',
    help: 'Duration.',
    buckets: [0.1, 1, 10],
    registers,
  });
  [0.5, 5, 50].forEach((seconds) => duration.observe(seconds));
  const files = new client.Summary({
    name: 'backup_file_bytes',
    help: 'File sizes.',
    percentiles: [0.5],
    registers,
  });
  [7, 9].forEach((length) => files.observe(length));
  return registry;
}

function size(registry, value) {
  new client.Gauge({ name: 'backup_size_bytes', help: 'Size.', registers: [registry] }).set(value);
  return registry;
}

async function act() {
  switch (operation) {
    case 'push':
      return new client.Pushgateway(url, {}, backup()).push(group);
    case 'add':
      return new client.Pushgateway(url, {}, size(new client.Registry(), 4096)).pushAdd(group);
    case 'replace':
      return new client.Pushgateway(url, {}, size(new client.Registry(), 4096)).push(group);
    case 'delete':
      return new client.Pushgateway(url).delete(group);
    default:
      throw new Error('unknown operation: ' + operation);
  }
}

act().catch((error) => {
  console.error(error);
  process.exit(1);
});
