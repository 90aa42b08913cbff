package io.sluice.store;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.command.PushErrors;
import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.pages.StoredFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies atomic changes of many groups.
///
/// For an all-or-nothing change, each part must be consistent with the state as if it were pushed
/// separately, and the parts must be consistent with each other. So no part is ever undone: after
/// all parts were checked, they are applied without further checks. A part may conflict with a
/// family that another part removes. This is refused as well, because it could also fail if the
/// parts were pushed one after the other.
final class GroupsApplication {
  /// The grouping key under which a change of many groups is remembered. The prefix of
  /// [PushOrigin.Once] distinguishes the idempotency keys of whole requests from those of pushes to
  /// the group without labels.
  static final GroupingKey NO_KEY = new GroupingKey(Labels.EMPTY);

  private GroupsApplication() {}

  static Outcome apply(Command.Groups command, PushApplication pushes) {
    return command.isAllOrNothing() ? applyAll(command, pushes) : applyEach(command, pushes);
  }

  /// The outcome that [#apply] would return. Nothing is changed.
  static Outcome outcome(Command.Groups command, PushApplication pushes) {
    if (command.isAllOrNothing()) {
      PushErrors problems = problems(command, pushes);
      return problems.isEmpty() ? Outcome.APPLIED : new Outcome.Rejected(problems.message());
    }
    return new Outcome.Each(command.parts().stream().map(pushes::outcomeOf).toList());
  }

  /// The families in all parts of a command.
  static List<StoredFamily> families(Command command) {
    return switch (command) {
      case Command.Push push -> push.families();
      case Command.Aggregate add -> add.families();
      case Command.Groups groups ->
          groups.parts().stream().flatMap(part -> families(part).stream()).toList();
      case Command.Fail _,
          Command.Delete _,
          Command.DeleteFamily _,
          Command.Wipe _,
          Command.Expire _ ->
          List.of();
    };
  }

  private static Outcome applyEach(Command.Groups command, PushApplication pushes) {
    return new Outcome.Each(command.parts().stream().map(pushes::applyPart).toList());
  }

  private static Outcome applyAll(Command.Groups command, PushApplication pushes) {
    PushErrors problems = problems(command, pushes);
    if (problems.isEmpty()) {
      command.parts().forEach(pushes::applyFitting);
      return Outcome.APPLIED;
    }
    String message = problems.message();
    for (Command.Part part : command.parts()) {
      var _ = pushes.fail(part.key(), command.origin(), message);
    }
    return new Outcome.Rejected(message);
  }

  private static PushErrors problems(Command.Groups command, PushApplication pushes) {
    var problems = new PushErrors();
    var others = new PushApplication(new StoreState(pushes.ownFamilies()));
    for (Command.Part part : command.parts()) {
      String problem = problem(pushes.outcomeOf(part));
      problem = problem == null ? problem(others.applyPart(part)) : problem;
      if (problem != null) {
        problems.add(problem);
      }
    }
    return problems;
  }

  private static @Nullable String problem(Outcome outcome) {
    return outcome instanceof Outcome.Rejected rejected ? rejected.message() : null;
  }
}
