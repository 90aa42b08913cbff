package io.sluice.intake;

import io.sluice.command.Outcome;
import io.sluice.command.ReservedFamilies;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.format.otlp.OtlpDestination;
import io.sluice.format.otlp.OtlpEncoding;
import io.sluice.format.otlp.OtlpGroup;
import io.sluice.format.otlp.OtlpRejections;
import io.sluice.format.otlp.OtlpRequest;
import io.sluice.format.otlp.OtlpTranslation;
import io.sluice.format.otlp.RejectedPoint.Reason;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.PushOptions;
import io.sluice.gateway.PushRequest;
import io.sluice.model.GroupingKey;
import io.sluice.model.Metric;
import io.sluice.model.MetricType;
import io.sluice.rules.PushPolicy;
import io.sluice.rules.Rules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Processes OpenTelemetry requests: each resource is a push to a group. Invalid points and groups
/// are left out; readers see all other changes at the same time.
public final class OtlpIntake {
  /// Headers cannot contain these characters, so clients cannot choose such an idempotency key.
  private static final String BY_HASH = "\0otlp\0";

  private static final String BY_KEY = "\0otlp-key\0";

  private final Gateway gateway;
  private final Intake intake;
  private final PushLimits limits;
  private final int maxGroups;
  private final Supplier<Rules> rules;

  /// @param maxGroups the maximum number of groups of a request
  public OtlpIntake(
      Gateway gateway, Intake intake, PushLimits limits, int maxGroups, Supplier<Rules> rules) {
    this.gateway = gateway;
    this.intake = intake;
    this.limits = limits;
    this.maxGroups = maxGroups;
    this.rules = rules;
  }

  /// A request as it was received.
  ///
  /// @param body after decompression
  /// @param path of the request; the same body with another path is another push
  public record Incoming(
      byte[] body,
      OtlpEncoding encoding,
      String path,
      PushRequest.Mode mode,
      PushOptions options,
      Pusher pusher) {}

  /// The result of a request.
  public sealed interface Result {
    /// At least a part of it was applied, or there was nothing to apply.
    ///
    /// @param rejected points that were left out
    record Taken(List<PushedGroup> groups, OtlpRejections rejected, boolean isRepeated)
        implements Result {}

    /// Nothing of it was applied.
    ///
    /// @param rejected the rejected points, if they are the reason
    record Refused(PushResult.Refused refusal, List<PushedGroup> groups, OtlpRejections rejected)
        implements Result {}
  }

  /// Applies a request. The result fails with a `LogException` if it cannot be made durable.
  public CompletionStage<Result> push(Incoming incoming) {
    Rules now = rules.get();
    OtlpTranslation translation;
    List<PushRequest> pushes;
    try {
      OtlpRequest request = incoming.encoding.read(incoming.body, limits.parsing());
      Set<GroupingKey> keys = OtlpTranslation.keys(request);
      requireAllowed(keys, incoming);
      var destinations = new HashMap<GroupingKey, Destination>();
      for (GroupingKey key : keys) {
        destinations.put(key, destination(key, incoming.mode, now.policyFor(key)));
      }
      translation =
          OtlpTranslation.of(
              request,
              now.otlp(),
              limits.parsing(),
              key -> Objects.requireNonNull(destinations.get(key)));
      pushes = pushes(translation, destinations, incoming);
      limits.checkTogether(incoming.body.length, pushes);
    } catch (ParseException e) {
      return done(refused(Intake.refusal(e)));
    } catch (RefusedException e) {
      return done(refused(e.refusal()));
    }
    if (pushes.isEmpty()) {
      return done(withoutGroups(translation.rejected()));
    }
    String once = once(incoming, now.otlp().deduplicates());
    OtlpTranslation translated = translation;
    return gateway
        .pushAll(pushes, once, incoming.pusher.address(), false)
        .thenApply(outcome -> result(translated, pushes, outcome));
  }

  private void requireAllowed(Set<GroupingKey> keys, Incoming incoming)
      throws RefusedException, ParseException {
    if (keys.size() > maxGroups) {
      throw PushLimits.tooLarge(
          "groups_per_push", "too many groups in the push: --limits.groups-per-push=" + maxGroups);
    }
    for (GroupingKey key : keys) {
      intake.requirePermission(incoming.pusher, key, incoming.options);
      limits.parsing().check(key);
    }
  }

  private Destination destination(GroupingKey key, PushRequest.Mode mode, PushPolicy policy) {
    return new Destination(
        Gateway.destination(key, policy), gateway.isAggregating(mode, policy), policy);
  }

  private static List<PushRequest> pushes(
      OtlpTranslation translation, Map<GroupingKey, Destination> destinations, Incoming incoming) {
    PushOptions options = incoming.options;
    var withoutKey = new PushOptions(null, options.ttl(), options.expect());
    var pushes = new ArrayList<PushRequest>(translation.groups().size());
    for (OtlpGroup group : translation.groups()) {
      Destination destination = Objects.requireNonNull(destinations.get(group.requestedKey()));
      pushes.add(
          new PushRequest(
              group.requestedKey(),
              new ParsedBody(group.families(), false),
              incoming.mode,
              destination.policy,
              incoming.pusher.address(),
              withoutKey,
              new PushRequest.Traits(group.summed(), group.removedNames(), true)));
    }
    return pushes;
  }

  /// The idempotency key of the request. When clients retry, they send the same bytes again, while
  /// two exports differ in their times.
  private static @Nullable String once(Incoming incoming, boolean deduplicates) {
    if (incoming.options.idempotencyKey() != null) {
      return BY_KEY + incoming.options.idempotencyKey();
    }
    if (!deduplicates) {
      return null;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(incoming.path.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return BY_HASH + HexFormat.of().formatHex(digest.digest(incoming.body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Result withoutGroups(OtlpRejections rejected) {
    return rejected.points() == 0
        ? new Result.Taken(List.of(), rejected, false)
        : new Result.Refused(inconsistent(rejected.message()), List.of(), rejected);
  }

  private static Result result(
      OtlpTranslation translation, List<PushRequest> pushes, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Each each -> result(translation, pushes, each);
      // The settings, and so the meaning of the bytes, may have changed since the first request.
      case Outcome.Repeated _, Outcome.KeyReused _ ->
          new Result.Taken(groups(translation, pushes), translation.rejected(), true);
      case Outcome.OverLimit over -> {
        int series = pushes.stream().mapToInt(push -> PushResult.seriesCount(push.body())).sum();
        yield refused(PushLimits.refusal(over, series));
      }
      case Outcome.Applied _,
          Outcome.Rejected _,
          Outcome.Expired _,
          Outcome.FamilyDeleted _,
          Outcome.NotFound _ ->
          throw new IllegalStateException("no outcome of many groups: outcome=" + outcome);
    };
  }

  private static Result result(
      OtlpTranslation translation, List<PushRequest> pushes, Outcome.Each each) {
    var rejected = new OtlpRejections();
    rejected.add(translation.rejected());
    var groups = new ArrayList<PushedGroup>(pushes.size());
    boolean isAnyApplied = false;
    for (int i = 0; i < pushes.size(); i++) {
      OtlpGroup group = translation.groups().get(i);
      String problem = group.rejected().message();
      if (each.outcomes().get(i) instanceof Outcome.Rejected refusal) {
        problem = refusal.message();
        rejected.add("group " + group.requestedKey(), Reason.GROUP, problem, group.points());
      } else {
        isAnyApplied = true;
      }
      groups.add(group(pushes.get(i), problem));
    }
    return isAnyApplied
        ? new Result.Taken(groups, rejected, false)
        : new Result.Refused(inconsistent(rejected.message()), groups, rejected);
  }

  private static List<PushedGroup> groups(OtlpTranslation translation, List<PushRequest> pushes) {
    var groups = new ArrayList<PushedGroup>(pushes.size());
    for (int i = 0; i < pushes.size(); i++) {
      groups.add(group(pushes.get(i), translation.groups().get(i).rejected().message()));
    }
    return groups;
  }

  private static PushedGroup group(PushRequest push, String problem) {
    return new PushedGroup(
        push.key(), PushResult.seriesCount(push.body()), problem.isEmpty() ? null : problem);
  }

  private static PushResult.Refused inconsistent(String message) {
    return new PushResult.Refused(
        PushResult.Reason.INCONSISTENT, message, null, null, PushResult.UNREAD);
  }

  private static Result refused(PushResult.Refused refusal) {
    return new Result.Refused(refusal, List.of(), new OtlpRejections());
  }

  private static CompletionStage<Result> done(Result result) {
    return CompletableFuture.completedFuture(result);
  }

  /// A group under the rules for it.
  private record Destination(GroupingKey key, boolean isAdding, PushPolicy policy)
      implements OtlpDestination {
    @Override
    public boolean isReserved(String family) {
      return ReservedFamilies.isReserved(family);
    }

    @Override
    public @Nullable String problem(String family, MetricType type, Metric metric) {
      return Gateway.seriesProblem(key, isAdding, family, type, metric);
    }
  }
}
