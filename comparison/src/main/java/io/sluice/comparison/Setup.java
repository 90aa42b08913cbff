package io.sluice.comparison;

import java.util.Set;

/// The state in which a gateway is measured. Scenarios with equal ones share a process.
///
/// @param groups number of stored groups, each from one push of [Workload#TEN_PUT]
/// @param traits other differences from a gateway with default settings
record Setup(int groups, Set<Trait> traits) {
  enum Trait {
    /// Pushes are not checked.
    UNCHECKED,
    /// With a persistence file.
    PERSISTENT,
    /// The groups are aggregated.
    AGGREGATED,
    /// The heap has 64 MB.
    SMALL_HEAP
  }

  static Setup checked(int groups) {
    return new Setup(groups, Set.of());
  }

  static Setup unchecked(int groups) {
    return new Setup(groups, Set.of(Trait.UNCHECKED));
  }

  static Setup persistent(int groups) {
    return new Setup(groups, Set.of(Trait.PERSISTENT));
  }

  static Setup aggregated(int groups) {
    return new Setup(groups, Set.of(Trait.AGGREGATED));
  }

  static Setup smallHeap(int groups) {
    return new Setup(groups, Set.of(Trait.SMALL_HEAP));
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  boolean isPersistent() {
    return has(Trait.PERSISTENT);
  }
}
