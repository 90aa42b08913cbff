package io.sluice.webconfig;

/// What is known of a password.
enum PasswordVerdict {
  RIGHT,
  WRONG,
  /// Too many others wait to be looked at.
  UNKNOWN
}
