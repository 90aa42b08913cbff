package io.sluice.journal;

/// When a command is acknowledged.
public enum SyncPolicy {
  /// When the disk has confirmed that it is durable.
  PUSH,
  /// When it was written to the operating system; it is forced to the disk once a second. A crash
  /// of the machine, but not of the process, can lose the last second.
  INTERVAL,
  /// When it was written to the operating system, which decides when to write it to the disk.
  NONE
}
