package io.sluice.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// All that is measured, in the order of the table.
///
/// Those that share a setup are run on one server in this order, so what changes much of what is
/// held comes last.
final class Scenarios {
  private static final int ANY_GROUP = Integer.MAX_VALUE;

  /// Large pushes are kept to a few groups, so that they do not change how much is held.
  private static final int FEW_GROUPS = 10;

  private static final Set<Contender> GATEWAYS =
      EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY);
  private static final Set<Contender> GATEWAYS_AND_FLOOR =
      EnumSet.of(Contender.SLUICE, Contender.PUSHGATEWAY, Contender.NETTY);

  static final List<Scenario> ALL =
      List.of(
          new PushRate(
              "put",
              "checked PUT, 10 series",
              "PUT",
              Workload.TEN_SERIES,
              ANY_GROUP,
              Setup::checked,
              GATEWAYS_AND_FLOOR),
          new PushRate(
              "post",
              "checked POST, 10 series",
              "POST",
              Workload.TEN_SERIES,
              ANY_GROUP,
              Setup::checked,
              GATEWAYS),
          new ScrapeTime(),
          new MemoryUse(),
          new PushRate(
              "unchecked",
              "unchecked PUT, 10 series",
              "PUT",
              Workload.TEN_SERIES,
              ANY_GROUP,
              Setup::unchecked,
              GATEWAYS),
          new PushWhileScraping("scraping", "checked PUT while scraping", true),
          new PushWhileScraping("scraping-unchecked", "unchecked PUT while scraping", false),
          new PushRate(
              "large",
              "checked PUT, 1,000 series",
              "PUT",
              Workload.THOUSAND_SERIES,
              FEW_GROUPS,
              Setup::checked,
              GATEWAYS_AND_FLOOR),
          new DeleteTime(),
          new WipeTime(),
          new StartTime(),
          new RestartTime(),
          new DurablePushRate());

  private Scenarios() {}
}
