package io.sluice.format;

/// The formats of the exposition.
public enum ExpositionFormat {
  TEXT("text/plain; version=0.0.4; charset=utf-8"),
  OPENMETRICS_1_0_0(ExpositionFormat.OPENMETRICS + "1.0.0; charset=utf-8"),
  OPENMETRICS_0_0_1(ExpositionFormat.OPENMETRICS + "0.0.1; charset=utf-8"),
  PROTOBUF_DELIMITED(ExpositionFormat.PROTOBUF + "delimited"),
  PROTOBUF_TEXT(ExpositionFormat.PROTOBUF + "text"),
  PROTOBUF_COMPACT_TEXT(ExpositionFormat.PROTOBUF + "compact-text");

  private static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=";

  private static final String OPENMETRICS = "application/openmetrics-text; version=";

  private final String mediaType;

  ExpositionFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /// The content type with its parameters, without the escaping scheme.
  public String mediaType() {
    return mediaType;
  }
}
