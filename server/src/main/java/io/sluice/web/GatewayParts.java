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
/// @param intake takes the pushes
/// @param rules are shown, and read again when a client asks for it
/// @param history is told of all pushes that come to a handler
/// @param cluster null if the gateway runs alone
public record GatewayParts(
    Gateway gateway,
    Intake intake,
    RulesFile rules,
    RecentPushes history,
    OwnMetrics ownMetrics,
    @Nullable ClusterAdmin cluster) {}
