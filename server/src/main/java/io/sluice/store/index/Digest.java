package io.sluice.store.index;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.Utf8;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Represents a grouping key, or a name within a group, in 16 bytes: the first half of SHA-256.
/// Finding two keys with the same digest is infeasible.
public record Digest(long high, long low) {
  /// The digest of a grouping key.
  public static Digest of(GroupingKey key) {
    return digest(update(sha256(), key));
  }

  /// The digest of a name within a group.
  public static Digest of(GroupingKey key, String name) {
    return digest(update(update(sha256(), key), name));
  }

  private static Digest digest(MessageDigest complete) {
    ByteBuffer bytes = ByteBuffer.wrap(complete.digest());
    return new Digest(bytes.getLong(), bytes.getLong());
  }

  private static MessageDigest update(MessageDigest digest, GroupingKey key) {
    Labels labels = key.labels();
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(labels.size()).flip());
    for (int i = 0; i < labels.size(); i++) {
      update(update(digest, labels.name(i)), labels.value(i));
    }
    return digest;
  }

  /// The length comes first, so that different lists of texts never have the same bytes.
  private static MessageDigest update(MessageDigest digest, String text) {
    byte[] bytes = Utf8.encode(text);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
    return digest;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
