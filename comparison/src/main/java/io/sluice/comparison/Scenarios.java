package io.sluice.comparison;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// All scenarios, in the order of the table.
///
/// Those that share a setup are run on one server in this order, so those that change much of the
/// state come last.
final class Scenarios {
  private static final int ANY_GROUP = Integer.MAX_VALUE;

  /// Large pushes go to a few groups only, so that they do not change the size of the state.
  private static final int FEW_GROUPS = 10;

  private static final Set<Contender> SLUICE = EnumSet.of(Contender.SLUICE);
  private static final Set<Contender> GATEWAYS =
      EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY);
  private static final Set<Contender> GATEWAYS_AND_FLOOR =
      EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY, Contender.NETTY);

  static final List<Scenario> ALL =
      List.of(
          new PushRate(
              "put",
              "checked PUT, 10 series",
              Workload.TEN_PUT,
              ANY_GROUP,
              ANY_GROUP,
              Setup::checked,
              GATEWAYS_AND_FLOOR),
          new PushRate(
              "post",
              "checked POST, 10 series",
              Workload.TEN_POST,
              ANY_GROUP,
              ANY_GROUP,
              Setup::checked,
              GATEWAYS),
          new PushRate(
              "aggregate",
              "aggregating PUT, 10 series",
              Workload.TEN_PUT.aggregated(),
              ANY_GROUP,
              ANY_GROUP,
              Setup::aggregated,
              SLUICE),
          new ScrapeTime(),
          new MemoryUse(),
          new PushRate(
              "unchecked",
              "unchecked PUT, 10 series",
              Workload.TEN_PUT,
              ANY_GROUP,
              ANY_GROUP,
              Setup::unchecked,
              GATEWAYS),
          new PushWhileScraping("scraping", "checked PUT while scraping", true),
          new PushWhileScraping("scraping-unchecked", "unchecked PUT while scraping", false),
          new PushRate(
              "large",
              "checked PUT, 1,000 series",
              Workload.THOUSAND_PUT,
              ANY_GROUP,
              FEW_GROUPS,
              Setup::checked,
              GATEWAYS_AND_FLOOR),
          large("protobuf", "protobuf PUT", Workload.THOUSAND_PROTOBUF_PUT, GATEWAYS),
          large("openmetrics", "OpenMetrics PUT", Workload.THOUSAND_OPENMETRICS_PUT, SLUICE),
          large("otlp", "OTLP protobuf POST", Workload.THOUSAND_OTLP_POST, SLUICE),
          large("otlp-json", "OTLP JSON POST", Workload.THOUSAND_OTLP_JSON_POST, SLUICE),
          new DeleteTime(),
          new WipeTime(),
          new StartTime(),
          new RestartTime(),
          new DurablePushRate(),
          new SteadyLoad());

  private Scenarios() {}

  /// Pushes of the same thousand series in another format, to a gateway with one group.
  private static Scenario large(
      String name, String title, PushRequest request, Set<Contender> contenders) {
    return new PushRate(
        name, title + ", 1,000 series", request, 1, FEW_GROUPS, Setup::checked, contenders);
  }
}
