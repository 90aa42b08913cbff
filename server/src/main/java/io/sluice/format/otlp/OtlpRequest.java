package io.sluice.format.otlp;

import io.sluice.format.otlp.proto.ExportMetricsServiceRequest;

/// A request that was parsed but not translated yet.
public final class OtlpRequest {
  private final ExportMetricsServiceRequest message;

  OtlpRequest(ExportMetricsServiceRequest message) {
    this.message = message;
  }

  ExportMetricsServiceRequest message() {
    return message;
  }
}
