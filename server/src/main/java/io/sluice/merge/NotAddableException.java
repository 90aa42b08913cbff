package io.sluice.merge;

/// Numbers that cannot be added. [FamilyMerge] makes it a [MergeException] that names the series.
final class NotAddableException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param problem what is wrong, then `name=value`
  NotAddableException(String problem) {
    super(problem, null, false, false);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
