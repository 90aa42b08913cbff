package io.sluice.systemtests.clients;

import io.prometheus.metrics.exporter.pushgateway.Format;

/// The Java client in protobuf, its default.
final class JavaProtobufClientTest implements ClientContract {
  @Override
  public void act(Operation operation, String address) throws Exception {
    JavaClient.act(Format.PROMETHEUS_PROTOBUF, operation, address);
  }

  @Override
  public String everything() {
    return Golden.BACKUP + Golden.MEDIAN;
  }
}
