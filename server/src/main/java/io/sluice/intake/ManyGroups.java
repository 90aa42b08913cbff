package io.sluice.intake;

import io.sluice.command.Outcome;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.PushOptions;
import io.sluice.gateway.PushRequest;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.rules.PushPolicy;
import io.sluice.rules.Rules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Processes pushes whose labels determine their groups: a request is split into one push per
/// group, and either all of them are applied or none.
public final class ManyGroups {
  /// Distinguishes the idempotency key of a whole request from that of a push to the group without
  /// labels. Headers cannot contain this character.
  private static final String WHOLE = "\0groups\0";

  private final Gateway gateway;
  private final Intake intake;
  private final Names names;
  private final PushLimits limits;
  private final int maxGroups;
  private final Supplier<Rules> rules;

  /// @param maxGroups the maximum number of groups of a push
  public ManyGroups(
      Gateway gateway,
      Intake intake,
      Names names,
      PushLimits limits,
      int maxGroups,
      Supplier<Rules> rules) {
    this.gateway = gateway;
    this.intake = intake;
    this.names = names;
    this.limits = limits;
    this.maxGroups = maxGroups;
    this.rules = rules;
  }

  /// The result of a push.
  ///
  /// @param groups the number of pushed series by group
  public record Result(PushResult whole, Map<GroupingKey, Integer> groups) {}

  /// Applies a push. The result fails with a `LogException` if the change cannot be made durable.
  ///
  /// @param by names of the labels that form the keys
  public CompletionStage<Result> push(
      PushContent content,
      List<String> by,
      PushRequest.Mode mode,
      PushOptions options,
      Pusher pusher) {
    Map<GroupingKey, Integer> keys = new LinkedHashMap<>();
    List<PushRequest> pushes;
    ParsedBody body;
    try {
      body = content.parse(names, limits.parsing());
      Map<GroupingKey, ParsedBody> bodies = GroupSplit.of(body, by, content, names);
      if (bodies.size() > maxGroups) {
        throw PushLimits.tooLarge(
            "groups_per_push",
            "too many groups in the push: --limits.groups-per-push=" + maxGroups);
      }
      bodies.forEach((key, part) -> keys.put(key, PushResult.seriesCount(part)));
      pushes = pushes(bodies, mode, options, pusher);
      limits.checkTogether(content.length(), pushes);
    } catch (ParseException e) {
      return done(new Result(Intake.refusal(e), keys));
    } catch (RefusedException e) {
      return done(new Result(e.refusal(), keys));
    }
    var accepted =
        new PushResult.Accepted(body.families().size(), PushResult.seriesCount(body), false);
    if (pushes.isEmpty()) {
      return done(new Result(accepted, keys));
    }
    String once = options.idempotencyKey() == null ? null : WHOLE + options.idempotencyKey();
    return gateway
        .pushAll(pushes, once, pusher.address(), true)
        .thenApply(outcome -> new Result(result(accepted, outcome), keys));
  }

  /// One push for each group; keys that are equal after applying rules are joined.
  private List<PushRequest> pushes(
      Map<GroupingKey, ParsedBody> bodies,
      PushRequest.Mode mode,
      PushOptions options,
      Pusher pusher)
      throws RefusedException, ParseException {
    Rules now = rules.get();
    var withoutKey = new PushOptions(null, options.ttl(), options.expect());
    Map<GroupingKey, PushRequest> pushes = new LinkedHashMap<>();
    for (var entry : bodies.entrySet()) {
      GroupingKey key = entry.getKey();
      intake.requirePermission(pusher, key, options);
      limits.parsing().check(key);
      PushPolicy policy = now.policyFor(key);
      var push = new PushRequest(key, entry.getValue(), mode, policy, pusher.address(), withoutKey);
      GroupingKey destination = Gateway.destination(key, policy);
      PushRequest other = pushes.get(destination);
      pushes.put(destination, other == null ? push : joined(other, push));
    }
    return List.copyOf(pushes.values());
  }

  private static PushRequest joined(PushRequest first, PushRequest next) throws RefusedException {
    if (!first.policy().equals(next.policy())) {
      throw new RefusedException(
          PushResult.Reason.INCONSISTENT,
          "two rules make one group of %s and %s".formatted(first.key(), next.key()));
    }
    return new PushRequest(
        first.key(),
        GroupSplit.joined(first.body(), next.body()),
        first.mode(),
        first.policy(),
        first.peer(),
        first.options());
  }

  private static PushResult result(PushResult.Accepted accepted, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied _ -> accepted;
      case Outcome.Repeated _ ->
          new PushResult.Accepted(accepted.families(), accepted.series(), true);
      case Outcome.KeyReused _ ->
          refused(
              PushResult.Reason.KEY_REUSED,
              "Idempotency-Key was already used for a different push",
              accepted.series());
      case Outcome.Rejected rejected ->
          refused(PushResult.Reason.INCONSISTENT, rejected.message(), accepted.series());
      case Outcome.OverLimit over -> PushLimits.refusal(over, accepted.series());
      case Outcome.Expired _, Outcome.FamilyDeleted _, Outcome.NotFound _, Outcome.Each _ ->
          throw new IllegalStateException("no outcome of all or nothing: outcome=" + outcome);
    };
  }

  private static PushResult.Refused refused(PushResult.Reason reason, String message, int series) {
    return new PushResult.Refused(reason, message, null, null, series);
  }

  private static CompletionStage<Result> done(Result result) {
    return CompletableFuture.completedFuture(result);
  }
}
