"""Pushes OpenMetrics, or reads a scrape with the strict parser of the same library.

usage: openmetrics.py push|read URL
"""

import sys
import urllib.request

from prometheus_client import CollectorRegistry, Counter, Enum, Gauge, Histogram, Info, Summary
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families


def everything():
    registry = CollectorRegistry()
    rows = Counter("om_rows", 'Rows "read".', ["table"], registry=registry)
    rows.labels("a\\b\"c\nd").inc(4, exemplar={"trace_id": "x"})
    Gauge("om_depth_bytes", "", unit="bytes", registry=registry).set(-2.5)
    wait = Histogram("om_wait", "Wait.", unit="seconds", buckets=[0.1, 1], registry=registry)
    wait.observe(0.05, exemplar={"trace_id": "y"})
    wait.observe(7)
    Summary("om_size", "Size.", registry=registry).observe(3)
    Info("om_build", "Build.", registry=registry).info({"version": "1.2"})
    Enum("om_mode", "Mode.", states=["off", "on"], registry=registry).state("on")
    return generate_latest(registry)


def main(action, url):
    if action == "push":
        headers = {"Content-Type": CONTENT_TYPE_LATEST}
        request = urllib.request.Request(url, everything(), headers, method="PUT")
        urllib.request.urlopen(request, timeout=30)
    else:
        headers = {"Accept": "application/openmetrics-text; version=1.0.0"}
        with urllib.request.urlopen(urllib.request.Request(url, None, headers), timeout=30) as answer:
            text = answer.read().decode()
        for family in text_string_to_metric_families(text):
            print(family.type, family.name, family.unit, len(family.samples))


main(*sys.argv[1:])
