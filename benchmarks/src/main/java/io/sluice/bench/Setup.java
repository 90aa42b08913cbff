package io.sluice.bench;

/// In what state a gateway is measured. Scenarios with equal ones share a process.
///
/// @param groups groups held, each of one push of [Workload#TEN_SERIES]
/// @param isChecked whether pushes are checked, which is the default of both gateways
/// @param isPersistent whether there is a persistence file
record Setup(int groups, boolean isChecked, boolean isPersistent) {
  static Setup checked(int groups) {
    return new Setup(groups, true, false);
  }

  static Setup unchecked(int groups) {
    return new Setup(groups, false, false);
  }

  static Setup persistent(int groups) {
    return new Setup(groups, true, true);
  }
}
