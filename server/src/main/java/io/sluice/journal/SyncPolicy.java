package io.sluice.journal;

/// When a command counts as safe.
public enum SyncPolicy {
  /// When the disk says that it is durable.
  PUSH,
  /// When the operating system has it; the disk is asked once a second. A crash of the machine, not
  /// of the process, can lose the last second.
  INTERVAL,
  /// When the operating system has it; it decides when the disk gets it.
  NONE
}
