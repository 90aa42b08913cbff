package io.sluice.web;

import io.sluice.access.AccessFile;
import io.sluice.intake.PushLimits;
import io.sluice.model.Names;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of the endpoints.
///
/// @param corsOrigins the origins of web pages that may push and read the response
/// @param access the rights of users; null to allow everything
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

  /// The paths of the endpoints.
  ///
  /// @param routePrefix the prefix of all routes: empty, or a path without a slash at its end
  /// @param externalPrefix the same prefix in the URLs of browsers
  /// @param scrape the complete path of the exposition
  public record Paths(String routePrefix, String externalPrefix, String scrape) {}

  /// The features that flags enable.
  ///
  /// @param openMetrics whether a scraper that requests OpenMetrics gets it
  /// @param otlp whether OpenTelemetry metrics are accepted
  public record Enabled(boolean lifecycle, boolean adminApi, boolean openMetrics, boolean otlp) {}

  /// The settings of pushes.
  ///
  /// @param isChecked whether inconsistent pushes are refused with 400
  /// @param successStatus the status of the response to a push that was applied
  /// @param isAggregating whether pushes are aggregated by default
  /// @param maxGroups the maximum number of groups in one request
  /// @param names the rules for names in bodies and URLs
  /// @param limits the limits of a push
  public record Pushes(
      boolean isChecked,
      int successStatus,
      boolean isAggregating,
      int maxGroups,
      Names names,
      PushLimits limits) {}

  /// Information about the gateway that the endpoints show.
  ///
  /// @param flags their names and values
  /// @param buildInformation the version and how it was built
  /// @param start when the gateway was started
  public record About(
      Map<String, String> flags, Map<String, String> buildInformation, Instant start) {}
}
