package io.sluice.webconfig;

import io.sluice.yaml.YamlScalar;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Verifies passwords.
///
/// bcrypt takes tens of milliseconds by design. So its latest results are cached, a separate thread
/// checks one password at a time, and concurrent requests with the same password share one check.
// The cache contains digests of user, bcrypt hash and password, salted for this process: a changed
// password is not found any more, and no password can be read from the memory. Right and wrong
// passwords have separate caches, so that many wrong ones do not evict the right ones.
//
// Unknown users are compared with a hash of the same cost as that of some user, so that the time
// does not reveal which names exist. The name and the salt select that user: if the hashes have
// different costs, an unknown name has the same cost each time, like an existing one.
final class PasswordCheck {
  /// bcrypt's hash of "fakepassword", as in the Pushgateway.
  static final String NOBODY = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

  private static final byte[] NOTHING = {};
  private static final int REMEMBERED = 100;
  private static final int SALT_BYTES = 32;

  /// The maximum number of waiting checks. The last one waits for about ten seconds.
  private static final int MAX_WAITING = 200;

  private final Executor executor;
  private final byte[] salt = new byte[SALT_BYTES];
  private final RecentSet<ByteBuffer> right = new RecentSet<>(REMEMBERED);
  private final RecentSet<ByteBuffer> wrong = new RecentSet<>(REMEMBERED);
  private final Map<ByteBuffer, CompletableFuture<PasswordVerdict>> waiting = new HashMap<>();

  /// @param executor runs one task at a time
  PasswordCheck(Executor executor, SecureRandom random) {
    this.executor = executor;
    random.nextBytes(salt);
  }

  /// Checks the credentials of a user.
  ///
  /// @param users the bcrypt hash of each user's password
  CompletableFuture<PasswordVerdict> check(Map<String, YamlScalar> users, Credentials given) {
    YamlScalar known = given.user() == null ? null : users.get(given.user());
    String knownHash = known == null ? "" : known.text();
    boolean isUser = BcryptHash.problem(knownHash) == null;
    String hash = isUser ? knownHash : standIn(users, given.user());
    byte[] password = BcryptHash.significant(given.password());
    ByteBuffer digest = digest(given.user(), hash, isUser, password);
    synchronized (this) {
      if (right.recall(digest)) {
        return CompletableFuture.completedFuture(PasswordVerdict.RIGHT);
      }
      if (wrong.recall(digest)) {
        return CompletableFuture.completedFuture(PasswordVerdict.WRONG);
      }
      CompletableFuture<PasswordVerdict> pending = waiting.get(digest);
      if (pending != null) {
        return pending;
      }
      if (waiting.size() >= MAX_WAITING) {
        return CompletableFuture.completedFuture(PasswordVerdict.UNKNOWN);
      }
      var verdict = new CompletableFuture<PasswordVerdict>();
      waiting.put(digest, verdict);
      executor.execute(
          () -> {
            boolean matches = BcryptHash.matches(hash, password);
            found(digest, isUser && matches ? PasswordVerdict.RIGHT : PasswordVerdict.WRONG);
          });
      return verdict;
    }
  }

  /// The hash that the password of an unknown user is compared with.
  String standIn(Map<String, YamlScalar> users, @Nullable String user) {
    List<String> costs =
        users.values().stream()
            .map(YamlScalar::text)
            .filter(hash -> BcryptHash.problem(hash) == null)
            .map(BcryptHash::cost)
            .sorted()
            .toList();
    if (costs.isEmpty()) {
      return NOBODY;
    }
    int number = digest(user, NOBODY, false, NOTHING).getInt();
    return BcryptHash.withCost(NOBODY, costs.get(Math.floorMod(number, costs.size())));
  }

  private void found(ByteBuffer digest, PasswordVerdict verdict) {
    CompletableFuture<PasswordVerdict> pending;
    synchronized (this) {
      (verdict == PasswordVerdict.RIGHT ? right : wrong).add(digest);
      pending = waiting.remove(digest);
    }
    if (pending != null) {
      pending.complete(verdict);
    }
  }

  private ByteBuffer digest(@Nullable String user, String hash, boolean isUser, byte[] password) {
    MessageDigest digest = sha256();
    digest.update(salt);
    digest.update((byte) (isUser ? 1 : 0));
    update(digest, String.valueOf(user).getBytes(StandardCharsets.UTF_8));
    update(digest, hash.getBytes(StandardCharsets.UTF_8));
    update(digest, password);
    return ByteBuffer.wrap(digest.digest());
  }

  /// Includes the length of each part, so that different parts never result in the same bytes.
  private static void update(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
    digest.update(part);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
