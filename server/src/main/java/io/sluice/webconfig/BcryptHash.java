package io.sluice.webconfig;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A bcrypt hash of a password: `$2y$10$`, then 22 characters of salt and 31 of hash.
final class BcryptHash {
  private static final Pattern SYNTAX =
      Pattern.compile("\\$2[abxy]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}");
  private static final int LENGTH = 60;
  private static final int MIN_COST = 4;
  private static final int MAX_COST = 31;
  private static final int COST_AT = 4;

  /// bcrypt ignores the rest of a password.
  private static final int MAX_PASSWORD_BYTES = 72;

  private BcryptHash() {}

  /// The error in a hash, or null; with the message of Go's library if it has one.
  static @Nullable String problem(String hash) {
    if (hash.length() < LENGTH - 1) {
      return "crypto/bcrypt: hashedSecret too short to be a bcrypted password";
    }
    if (hash.charAt(0) != '$') {
      return "crypto/bcrypt: bcrypt hashes must start with '$', but hashedSecret started with '"
          + hash.charAt(0)
          + "'";
    }
    if (!SYNTAX.matcher(hash).matches()) {
      return "not a bcrypt hash of version 2a, 2b, 2x or 2y";
    }
    int cost = Integer.parseInt(cost(hash));
    return cost < MIN_COST || cost > MAX_COST
        ? "crypto/bcrypt: cost " + cost + " is outside allowed inclusive range 4..31"
        : null;
  }

  /// The cost of a valid hash, as two digits.
  static String cost(String hash) {
    return hash.substring(COST_AT, COST_AT + 2);
  }

  /// A hash with the given cost. No password is known to match it.
  static String withCost(String hash, String cost) {
    return hash.substring(0, COST_AT) + cost + hash.substring(COST_AT + 2);
  }

  /// Whether a hash is that of `password`. The time depends on the hash's cost.
  static boolean matches(String hash, byte[] password) {
    if (problem(hash) != null) {
      return false;
    }
    byte[] bytes = hash.getBytes(StandardCharsets.US_ASCII);
    // All versions denote the same algorithm today, also in Go.
    bytes[2] = 'y';
    return BCrypt.verifyer(BCrypt.Version.VERSION_2Y)
        .verifyStrict(significant(password), bytes)
        .verified;
  }

  /// The part of a password that bcrypt uses.
  static byte[] significant(byte[] password) {
    return Arrays.copyOf(password, Math.min(password.length, MAX_PASSWORD_BYTES));
  }
}
