package io.sluice.access;

import io.sluice.model.GroupingKey;
import io.sluice.selector.Selector;
import java.util.List;

/// What a user may do.
///
/// @param mayRead scrapes, the page and the API, but for changes
/// @param mayAdminister stop, wipe, reload
/// @param pushes any of these groups may be pushed to
/// @param deletes any of these groups may be deleted
public record Rights(
    boolean mayRead, boolean mayAdminister, List<Selector> pushes, List<Selector> deletes) {
  /// Nothing at all.
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
