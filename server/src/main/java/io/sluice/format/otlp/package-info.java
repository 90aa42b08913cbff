/// OpenTelemetry's metrics (OTLP): requests read from protobuf and JSON, and translated into groups
/// of metric families as Prometheus translates them.
///
/// [OtlpEncoding] reads requests and writes answers, [OtlpTranslation] makes families of them,
/// [OtlpSettings] is what can be configured. docs/opentelemetry.md is the specification.
@NullMarked
package io.sluice.format.otlp;

import org.jspecify.annotations.NullMarked;
