package io.sluice.systemtests.clients;

import io.prometheus.metrics.exporter.pushgateway.Format;

/// The Java client in text.
final class JavaTextClientTest implements ClientContract {
  @Override
  public void act(Operation operation, String address) throws Exception {
    JavaClient.act(Format.PROMETHEUS_TEXT, operation, address);
  }

  @Override
  public String everything() {
    return Golden.BACKUP + Golden.MEDIAN;
  }
}
