package io.sluice.gofile;

import io.sluice.model.GroupingKey;
import java.util.List;

/// A group of the file.
///
/// @param families in the order of the file, each name once, the push times among them
public record GoGroup(GroupingKey key, List<GoFamily> families) {
  public GoGroup {
    families = List.copyOf(families);
  }
}
