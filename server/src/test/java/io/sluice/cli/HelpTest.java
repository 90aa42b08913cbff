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
                  --web.access.file=""       Path to a file with the rights of users to
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
                                             Serve OpenMetrics to scrapers that request it.
                  --[no-]web.enable-otlp-receiver
                                             Accept OpenTelemetry metrics by OTLP/HTTP at
                                             /v1/metrics and /api/v1/otlp/v1/metrics.
                  --persistence.file=""      File to persist metrics. If empty, metrics are
                                             only kept in memory.
                  --persistence.interval=5m  The minimum interval at which to write out the
                                             persistence file.
                  --persistence.sync=push    When pushes are synced to disk: before the
                                             response, once a second, or never explicitly.
                                             One of: [push, interval, none]
                  --cluster.data=""          Data folder of a cluster node. Makes the
                                             gateway a node; replaces --persistence.file.
                  --cluster.node=""          Name of this node.
                  --cluster.peers=           Nodes of a new cluster, this one included, as
                                             name=host:port, separated by commas. Read at
                                             the first start only.
                  --cluster.listen=":9095"   Address on which this node accepts connections
                                             of other nodes.
                  --cluster.tls-cert=""      Certificate that this node presents to the
                                             other nodes.
                  --cluster.tls-key=""       Key of the certificate of this node.
                  --cluster.tls-ca=""        CA certificate that signed the certificates of
                                             all nodes.
                  --[no-]cluster.insecure    Allow plain text between nodes, without
                                             authentication.
                  --cluster.election-timeout=1s
                                             Time without a message from the leader after
                                             which a node starts an election: a random time
                                             between this and twice as long.
                  --cluster.read=linearizable
                                             State that scrapes return: everything
                                             acknowledged before the scrape, or the state of
                                             this node. One of: [linearizable, stale]
                  --[no-]push.disable-consistency-check
                                             Do not check consistency of pushed metrics.
                                             DANGEROUS.
                  --[no-]push.enable-utf8-names
                                             Allow UTF-8 characters in metric and label
                                             names.
                  --config.file=""           Path to configuration file with rules for
                                             groups: aggregation, expiry, relabelling,
                                             limits.
                  --textfile.directory= ...  Directory of text files, each of which is a
                                             group that is pushed whenever the file changes.
                                             Repeatable for multiple directories.
                  --push.default-mode=replace
                                             Effect of pushes unless the URL or a rule sets
                                             it. One of: [replace, aggregate]
                  --push.ttl=0s              Lifetime of a group after its last successful
                                             push, unless the push or a rule sets it. 0
                                             disables expiry.
                  --push.ttl-grace=5m        Grace period after startup during which groups
                                             and series last pushed before it do not expire.
                  --push.idempotency-window=1h
                                             Time for which the Idempotency-Key of a push is
                                             remembered.
                  --push.success-status=200  Status of the response to an applied push. One
                                             of: [200, 202]
                  --web.cors.origin=         Origins of web pages that may push and read the
                                             response, separated by commas, or * for all.
                  --limits.head-bytes=65536  Maximum size of the request line and headers,
                                             in bytes.
                  --limits.body-bytes=67108864
                                             Maximum size of a body as sent, in bytes.
                  --limits.decoded-body-bytes=268435456
                                             Maximum size of a body after decompression, in
                                             bytes.
                  --limits.connections=10000
                                             Maximum number of open connections.
                  --limits.requests=10000    Maximum number of requests in flight, without
                                             GET.
                  --limits.inflight-body-bytes=268435456
                                             Maximum total size of all bodies in flight, as
                                             sent, in bytes.
                  --limits.connection-bytes=268435456
                                             Maximum memory of all connections together,
                                             without bodies, in bytes.
                  --limits.request-time=2m   Maximum time to send a request.
                  --limits.idle-time=10m     Maximum idle time of a connection, or of a
                                             client that does not read its response.
                  --limits.labels-per-series=256
                                             Maximum number of labels of a pushed series,
                                             and of a grouping key.
                  --limits.name-length=1024  Maximum length of a metric or label name, in
                                             characters.
                  --limits.label-value-length=65536
                                             Maximum length of a label value, in characters.
                  --limits.help-length=65536
                                             Maximum length of the HELP or the unit of a
                                             metric family, in characters.
                  --limits.series-per-push=1000000
                                             Maximum number of series of a push, including
                                             each bucket and quantile.
                  --limits.groups-per-push=10000
                                             Maximum number of groups of one request.
                  --limits.series-per-group=1000000
                                             Maximum number of series of a group; a
                                             histogram or summary counts as one.
                  --limits.families-per-group=10000
                                             Maximum number of metric families of a group,
                                             including its push times.
                  --limits.added-to-bytes=4194304
                                             Maximum size of the families that an
                                             aggregating push adds to, in bytes. 16 times
                                             the size of the push is added to it.
                  --limits.groups=1000000    Maximum number of groups.
                  --limits.series=10000000   Maximum number of series of all groups; a
                                             histogram or summary counts as one.
                  --limits.heap-bytes=0      Maximum estimated memory of the whole state, in
                                             bytes. 0 is half of the heap.
                  --log.level=info           Only log messages with the given severity or
                                             above. One of: [debug, info, warn, error]
                  --log.format=logfmt        Output format of log messages. One of: [logfmt,
                                             json]
                  --[no-]version             Show application version.

            """);
  }
}
