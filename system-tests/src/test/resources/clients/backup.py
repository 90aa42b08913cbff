"""Pushes the nightly backup: backup.py URL push|add|replace|delete"""

import sys

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Summary,
    delete_from_gateway,
    push_to_gateway,
    pushadd_to_gateway,
)

url, operation = sys.argv[1:]
job = "nightly/db"
key = {"path": "/var/backups", "shard": ""}


def backup():
    registry = CollectorRegistry()
    Counter("backup_records_total", "Records saved.\nPer kind.", ["kind"], registry=registry).labels(
        'full "é"\\\n.'
    ).inc(1234567)
    size(registry, 1048576.5)
    duration = Histogram(
        "backup_duration_seconds", "Duration.", buckets=[0.1, 1, 10], registry=registry
    )
    for seconds in (0.5, 5, 50):
        duration.observe(seconds)
    files = Summary("backup_file_bytes", "File sizes.", registry=registry)
    for length in (7, 9):
        files.observe(length)
    return registry


def size(registry, value):
    Gauge("backup_size_bytes", "Size.", registry=registry).set(value)
    return registry


if operation == "push":
    push_to_gateway(url, job, backup(), key)
elif operation == "add":
    pushadd_to_gateway(url, job, size(CollectorRegistry(), 4096), key)
elif operation == "replace":
    push_to_gateway(url, job, size(CollectorRegistry(), 4096), key)
elif operation == "delete":
    delete_from_gateway(url, job, key)
else:
    sys.exit("unknown operation: " + operation)
