package io.sluice.web;

import io.sluice.access.AccessFile;
import io.sluice.intake.PushLimits;
import io.sluice.model.Names;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the endpoints behave.
///
/// @param corsOrigins of web pages that may push and read the answer
/// @param access says who may do what; null if everybody may do all
public record EndpointSettings(
    Paths paths,
    Enabled enabled,
    Pushes pushes,
    List<String> corsOrigins,
    @Nullable AccessFile access,
    About about) {
  public EndpointSettings {
    corsOrigins = List.copyOf(corsOrigins);
  }

  /// Where the endpoints are.
  ///
  /// @param routePrefix what all routes start with: empty, or a path without a slash at its end
  /// @param externalPrefix the same as browsers see it
  /// @param scrape the whole path of the exposition
  public record Paths(String routePrefix, String externalPrefix, String scrape) {}

  /// What is there only if a flag allows it.
  ///
  /// @param openMetrics whether a scraper that asks for OpenMetrics gets it
  /// @param otlp whether OpenTelemetry's metrics are accepted
  public record Enabled(boolean lifecycle, boolean adminApi, boolean openMetrics, boolean otlp) {}

  /// How pushes are treated.
  ///
  /// @param isChecked whether pushes that do not fit are answered with 400
  /// @param successStatus the status of the answer to a push that was applied
  /// @param isAggregating whether pushes add up by default
  /// @param maxGroups how many groups one request may push to
  /// @param names what names in bodies and URLs may be
  /// @param limits what a push may hold
  public record Pushes(
      boolean isChecked,
      int successStatus,
      boolean isAggregating,
      int maxGroups,
      Names names,
      PushLimits limits) {}

  /// What the endpoints say about the gateway.
  ///
  /// @param flags their values
  /// @param buildInformation the version and how it was built
  /// @param start when the gateway was started
  public record About(
      Map<String, String> flags, Map<String, String> buildInformation, Instant start) {}
}
