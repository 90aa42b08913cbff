package io.sluice.webconfig;

/// The result of a password check.
enum PasswordVerdict {
  RIGHT,
  WRONG,
  /// Not checked, because too many other checks are waiting.
  UNKNOWN
}
