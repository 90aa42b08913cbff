package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HelpTest {
  /// Pins every name, default and help text.
  @Test
  void text_always_isLaidOutAsKingpinDoes() {
    assertThat(Help.text())
        .isEqualTo(
            """
            usage: sluice [<flags>]

            A push gateway for Prometheus


            Flags:
              -h, --[no-]help                Show context-sensitive help.
                  --[no-]web.systemd-socket  Use systemd socket activation listeners instead
                                             of port listeners (Linux only).
                  --web.listen-address=:9091 ...
                                             Addresses on which to expose metrics and web
                                             interface. Repeatable for multiple addresses.
                                             Examples: `:9100` or `[::1]:9100` for http,
                                             `vsock://:9100` for vsock
                  --web.config.file=""       Path to configuration file that can enable TLS
                                             or authentication. See:
                                             https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md
                  --web.access.file=""       Path to a file that says which users may
                                             scrape, push, delete and administer.
                  --[no-]web.open-health     Answer /-/healthy and /-/ready without
                                             authentication.
                  --web.telemetry-path="/metrics"
                                             Path under which to expose metrics.
                  --web.external-url=        The URL under which the Pushgateway is
                                             externally reachable.
                  --web.route-prefix=""      Prefix for the internal routes of web
                                             endpoints. Defaults to the path of
                                             --web.external-url.
                  --[no-]web.enable-lifecycle
                                             Enable shutdown via HTTP request.
                  --[no-]web.enable-admin-api
                                             Enable API endpoints for admin control actions.
                  --[no-]web.enable-openmetrics
                                             Serve OpenMetrics to scrapers that ask for it.
                  --[no-]web.enable-otlp-receiver
                                             Take OpenTelemetry metrics by OTLP/HTTP at
                                             /v1/metrics and /api/v1/otlp/v1/metrics.
                  --persistence.file=""      File to persist metrics. If empty, metrics are
                                             only kept in memory.
                  --persistence.interval=5m  The minimum interval at which to write out the
                                             persistence file.
                  --persistence.sync=push    When a push is safe: on disk before it is
                                             answered, forced to disk once a second, or when
                                             the operating system sees fit. One of: [push,
                                             interval, none]
                  --cluster.data=""          Folder of a node of a cluster. Makes the
                                             gateway a node; replaces --persistence.file.
                  --cluster.node=""          Name of this node.
                  --cluster.peers=           Nodes of a new cluster, this one included, as
                                             name=host:port, separated by commas. Read at
                                             the first start only.
                  --cluster.listen=":9095"   Address on which this node waits for the
                                             others.
                  --cluster.tls-cert=""      Certificate of this node, for the other nodes.
                  --cluster.tls-key=""       Key of the certificate of this node.
                  --cluster.tls-ca=""        Certificate that signs the certificates of all
                                             nodes.
                  --[no-]cluster.insecure    Let nodes talk in plain text, and trust whoever
                                             reaches their port.
                  --cluster.election-timeout=1s
                                             How long a leader may be silent before another
                                             one is elected. The time is drawn between this
                                             and twice as long.
                  --cluster.read=linearizable
                                             What scrapes show: all that was acknowledged
                                             before, or what this node has. One of:
                                             [linearizable, stale]
                  --[no-]push.disable-consistency-check
                                             Do not check consistency of pushed metrics.
                                             DANGEROUS.
                  --[no-]push.enable-utf8-names
                                             Allow UTF-8 characters in metric and label
                                             names.
                  --config.file=""           Path to configuration file with rules for
                                             groups: aggregation, expiry, relabelling,
                                             limits.
                  --push.default-mode=replace
                                             What pushes do where neither the URL nor a rule
                                             says so. One of: [replace, aggregate]
                  --push.ttl=0s              How long a group lives after its last
                                             successful push where neither the push nor a
                                             rule says so. 0 is for ever.
                  --push.ttl-grace=5m        How long groups and series that expire are kept
                                             after a start, if they were last pushed before
                                             it.
                  --push.idempotency-window=1h
                                             How long a push that came with an
                                             Idempotency-Key is remembered.
                  --push.success-status=200  The status of an answer to a push that was
                                             applied. One of: [200, 202]
                  --web.cors.origin=         Origins of web pages that may push and read the
                                             answer, with commas between them, or * for all.
                  --limits.head-bytes=65536  The most that a request line and its headers
                                             may have together.
                  --limits.body-bytes=67108864
                                             The most that a body may have as sent.
                  --limits.decoded-body-bytes=268435456
                                             The most that a body may have after
                                             decompression.
                  --limits.connections=10000
                                             How many connections may be open.
                  --limits.requests=10000    How many requests other than GET may be in work
                                             at once.
                  --limits.inflight-body-bytes=268435456
                                             The most that all bodies being received or in
                                             work may have together, as sent.
                  --limits.connection-bytes=268435456
                                             The most memory that connections may take
                                             together beside bodies.
                  --limits.request-time=2m   How long a client may take to send a request.
                  --limits.idle-time=10m     How long a connection may be without a request,
                                             or a client without reading its answer.
                  --limits.labels-per-series=256
                                             How many labels a series may have as pushed,
                                             and how many a grouping key.
                  --limits.name-length=1024  The most characters that the name of a metric
                                             or a label may have.
                  --limits.label-value-length=65536
                                             The most characters that the value of a label
                                             may have.
                  --limits.help-length=65536
                                             The most characters that the HELP or the unit
                                             of a metric family may have.
                  --limits.series-per-push=1000000
                                             How many series a push may have, each bucket
                                             and quantile counted.
                  --limits.groups-per-push=10000
                                             How many groups one request may push to.
                  --limits.series-per-group=1000000
                                             How many series a group may come to have, a
                                             histogram or summary counted as one.
                  --limits.families-per-group=10000
                                             How many metric families a group may come to
                                             have, its push times included.
                  --limits.added-to-bytes=4194304
                                             The most that a group may hold of the families
                                             of a push that adds up, besides 16 times the
                                             size of the push.
                  --limits.groups=1000000    How many groups there may be.
                  --limits.series=10000000   How many series all groups may have together, a
                                             histogram or summary counted as one.
                  --limits.heap-bytes=0      The most memory that all that is held may take,
                                             as estimated. 0 is half of the heap.
                  --log.level=info           Only log messages with the given severity or
                                             above. One of: [debug, info, warn, error]
                  --log.format=logfmt        Output format of log messages. One of: [logfmt,
                                             json]
                  --[no-]version             Show application version.

            """);
  }
}
