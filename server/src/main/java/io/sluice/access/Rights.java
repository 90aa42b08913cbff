package io.sluice.access;

import io.sluice.model.GroupingKey;
import io.sluice.selector.Selector;
import java.util.List;

/// The rights of a user.
///
/// @param mayRead scrapes, the web UI and the API, without changes
/// @param mayAdminister stop, wipe, reload
/// @param pushes any of these groups may be pushed to
/// @param deletes any of these groups may be deleted
public record Rights(
    boolean mayRead, boolean mayAdminister, List<Selector> pushes, List<Selector> deletes) {
  /// No rights.
  static final Rights NONE = new Rights(false, false, List.of(), List.of());

  public Rights {
    pushes = List.copyOf(pushes);
    deletes = List.copyOf(deletes);
  }

  public boolean mayPush(GroupingKey key) {
    return matches(pushes, key);
  }

  public boolean mayDelete(GroupingKey key) {
    return matches(deletes, key);
  }

  private static boolean matches(List<Selector> any, GroupingKey key) {
    for (Selector selector : any) {
      if (selector.matches(key.labels())) {
        return true;
      }
    }
    return false;
  }
}
