/// OpenTelemetry metrics (OTLP): parses requests in protobuf and JSON, and translates them to
/// groups of metric families like Prometheus.
///
/// [OtlpEncoding] parses requests and writes responses, [OtlpTranslation] translates requests to
/// families, [OtlpSettings] contains the settings. docs/opentelemetry.md is the specification.
@NullMarked
package io.sluice.format.otlp;

import org.jspecify.annotations.NullMarked;
