package io.sluice.merge;

/// Numbers that cannot be added. [FamilyMerge] converts it to a [MergeException] with the series.
final class NotAddableException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param problem the error, then `name=value`
  NotAddableException(String problem) {
    super(problem, null, false, false);
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
