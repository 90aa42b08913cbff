package io.sluice.intake;

import io.sluice.access.AccessFile;
import io.sluice.access.Rights;
import io.sluice.command.Outcome;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.format.ParseException;
import io.sluice.format.ParsedBody;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.PushOptions;
import io.sluice.gateway.PushRequest;
import io.sluice.model.GroupingKey;
import io.sluice.model.Names;
import io.sluice.rules.PushPolicy;
import io.sluice.rules.Rules;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Processes pushes from all sources: permissions, limits, parsing, rules, and then the gateway.
///
/// A push and a check have the same steps; only the last one differs.
public final class Intake {
  /// The group for checks without a grouping key.
  private static final GroupingKey ANY_GROUP = GroupingKey.of("job", "check");

  private final Gateway gateway;
  private final Names names;
  private final PushLimits limits;
  private final @Nullable AccessFile access;
  private final Supplier<Rules> rules;
  private final FileGroups fileGroups;

  /// @param names the rules for names in text bodies
  /// @param access the rights of users; null to allow everything
  /// @param rules provides the current rules
  /// @param fileGroups the groups that clients must not push to
  public Intake(
      Gateway gateway,
      Names names,
      PushLimits limits,
      @Nullable AccessFile access,
      Supplier<Rules> rules,
      FileGroups fileGroups) {
    this.gateway = gateway;
    this.names = names;
    this.limits = limits;
    this.access = access;
    this.rules = rules;
    this.fileGroups = fileGroups;
  }

  /// Applies a push. The result fails with a `LogException` if the change cannot be made durable.
  public CompletionStage<PushResult> push(IncomingPush push) {
    try {
      PushRequest request = admitted(push);
      return gateway.push(request).thenApply(outcome -> result(request.body(), outcome));
    } catch (RefusedException e) {
      return CompletableFuture.completedFuture(e.refusal());
    }
  }

  /// Applies the push of a file. If the file is refused, the error is recorded in its group, which
  /// keeps its content. The result fails with a `LogException` if the change cannot be made
  /// durable.
  public CompletionStage<PushResult> push(FilePush push) {
    try {
      PushRequest request = admitted(push);
      return gateway.push(request).thenApply(outcome -> result(request.body(), outcome));
    } catch (RefusedException e) {
      PushResult.Refused refusal = e.refusal();
      return refuse(push.key(), push.file(), refusal.message()).thenApply(_ -> refusal);
    }
  }

  /// The result that the push of a file would have now. Nothing is changed.
  public PushResult check(FilePush push) {
    try {
      PushRequest request = admitted(push);
      return result(request.body(), gateway.outcomeOf(request));
    } catch (RefusedException e) {
      return e.refusal();
    }
  }

  /// Records in the group of a file why the file was refused.
  ///
  /// @param key derived from the file's path
  public CompletionStage<Outcome> refuse(GroupingKey key, PushOrigin.File file, String message) {
    return gateway.refuse(key, rules.get().policyFor(key), file, message);
  }

  /// The key of the group that a push to `key` changes: rules may drop labels of the key.
  public GroupingKey groupOf(GroupingKey key) {
    return Gateway.destination(key, rules.get().policyFor(key));
  }

  /// The groups that are read from files.
  public FileGroups fileGroups() {
    return fileGroups;
  }

  /// The reason why a group with `key` would be invalid, or null.
  public @Nullable String keyProblem(GroupingKey key) {
    try {
      limits.parsing().check(key);
      return Preparation.keyProblem(key);
    } catch (ParseException e) {
      return e.getMessage();
    }
  }

  /// The result that [#push] would have now. Nothing is changed.
  public PushResult check(IncomingPush push) {
    try {
      PushRequest request = admitted(push);
      return result(request.body(), gateway.outcomeOf(request));
    } catch (RefusedException e) {
      return e.refusal();
    }
  }

  /// The result that a push of `content` would have on an empty gateway without rules and access
  /// control.
  public PushResult checkAlone(PushContent content) {
    try {
      ParsedBody body = parsed(ANY_GROUP, content, PushPolicy.NONE);
      PushRequest request = PushRequest.of(ANY_GROUP, body, PushRequest.Mode.REPLACE_FAMILIES);
      return result(body, gateway.outcomeWithoutState(request));
    } catch (RefusedException e) {
      return e.refusal();
    }
  }

  private PushRequest admitted(IncomingPush push) throws RefusedException {
    requirePermission(push.pusher(), push.key(), push.options());
    PushPolicy policy = rules.get().policyFor(push.key());
    ParsedBody body = parsed(push.key(), push.content(), policy);
    return new PushRequest(
        push.key(), body, push.mode(), policy, push.pusher().address(), push.options());
  }

  /// No rights are checked, because the files of the directories may always be pushed.
  private PushRequest admitted(FilePush push) throws RefusedException {
    PushPolicy policy = rules.get().policyFor(push.key());
    ParsedBody body = parsed(push.key(), push.content(), policy);
    return new PushRequest(
        push.key(),
        body,
        PushRequest.Mode.REPLACE_GROUP,
        policy,
        push.file().path(),
        PushOptions.NONE,
        PushRequest.Traits.NONE,
        push.file());
  }

  /// Refuses a client that may not push to a group, or not with these options.
  void requirePermission(Pusher pusher, GroupingKey key, PushOptions options)
      throws RefusedException {
    requireRights(pusher, key, options);
    String file = fileGroups.fileOf(groupOf(key));
    if (file != null) {
      throw new RefusedException(PushResult.Reason.READ_FROM_FILE, FileGroups.message(file));
    }
  }

  private void requireRights(Pusher pusher, GroupingKey key, PushOptions options)
      throws RefusedException {
    if (access == null) {
      return;
    }
    try {
      Rights rights = access.rights(pusher.user());
      if (!rights.mayPush(key)) {
        throw forbidden(pusher, key, "push to");
      }
      // A short lifetime has the same effect as a delete.
      if (options.endsTheGroup() && !rights.mayDelete(key)) {
        throw forbidden(pusher, key, "set a lifetime (ttl), which needs the right to delete");
      }
    } catch (IOException _) { // The reason has been logged.
      throw new RefusedException(PushResult.Reason.ACCESS_UNUSABLE, "Internal Server Error");
    }
  }

  private static RefusedException forbidden(Pusher pusher, GroupingKey key, String what) {
    return new RefusedException(
        PushResult.Reason.FORBIDDEN, "%s may not %s %s".formatted(pusher.name(), what, key));
  }

  private ParsedBody parsed(GroupingKey key, PushContent content, PushPolicy policy)
      throws RefusedException {
    try {
      limits.parsing().check(key);
      ParsedBody body = content.parse(names, limits.parsing());
      limits.check(key, content.length(), body, policy.limits());
      return body;
    } catch (ParseException e) {
      throw new RefusedException(refusal(e));
    }
  }

  static PushResult.Refused refusal(ParseException e) {
    if (e.limit() != null) {
      return PushResult.Refused.tooLarge(e.limit(), e.getMessage());
    }
    PushResult.Position place =
        e.line() == 0 ? null : new PushResult.Position(e.line(), e.column(), e.excerpt());
    return new PushResult.Refused(
        PushResult.Reason.MALFORMED, e.getMessage(), place, null, PushResult.UNREAD);
  }

  private static PushResult result(ParsedBody body, Outcome outcome) {
    int series = PushResult.seriesCount(body);
    return switch (outcome) {
      case Outcome.Applied _, Outcome.Expired _ ->
          new PushResult.Accepted(body.families().size(), series, false);
      case Outcome.Repeated _ -> new PushResult.Accepted(body.families().size(), series, true);
      case Outcome.KeyReused _ ->
          new PushResult.Refused(
              PushResult.Reason.KEY_REUSED,
              "Idempotency-Key was already used for a different push",
              null,
              null,
              series);
      case Outcome.Rejected rejected ->
          new PushResult.Refused(
              PushResult.Reason.INCONSISTENT, rejected.message(), null, null, series);
      case Outcome.OverLimit over -> PushLimits.refusal(over, series);
      case Outcome.FamilyDeleted _, Outcome.NotFound _, Outcome.Each _ ->
          throw new IllegalStateException("no outcome of a push: " + outcome);
    };
  }
}
