package io.sluice.web;

import io.sluice.cluster.ClusterAdmin;
import io.sluice.gateway.Gateway;
import io.sluice.history.RecentPushes;
import io.sluice.intake.Intake;
import io.sluice.rules.RulesFile;
import io.sluice.telemetry.OwnMetrics;
import org.jspecify.annotations.Nullable;

/// The parts of a gateway that the endpoints use.
///
/// @param intake processes pushes
/// @param rules shown to clients, and reloaded on request
/// @param history records all pushes that reach a handler
/// @param cluster null for a standalone gateway
public record GatewayParts(
    Gateway gateway,
    Intake intake,
    RulesFile rules,
    RecentPushes history,
    OwnMetrics ownMetrics,
    @Nullable ClusterAdmin cluster) {}
