package io.sluice.format.text;

import io.sluice.model.Utf8;
import org.jspecify.annotations.Nullable;

/// Caches strings by their bytes.
///
/// The label names and most values of a body repeat in each line. Sharing one string saves
/// decoding, memory, and computing hash codes.
// Direct-mapped: a token replaces another one in the same slot.
public final class TokenCache {
  private static final int MIN_SLOTS = 1 << 6;
  private static final int MAX_SLOTS = 1 << 9;
  private static final int BYTES_A_SLOT = 16;
  private static final int MAX_LENGTH = 64;

  private final @Nullable String[] slots;

  /// Creates a cache for a body of `bodyBytes`, so that a small body does not need a large cache.
  public TokenCache(int bodyBytes) {
    int wanted = Math.clamp(bodyBytes / BYTES_A_SLOT, MIN_SLOTS, MAX_SLOTS);
    slots = new @Nullable String[Integer.highestOneBit(wanted)];
  }

  /// The string of the bytes from `from` to `to`, with bytes that are not UTF-8 escaped.
  public String get(byte[] bytes, int from, int to) {
    if (to - from > MAX_LENGTH) {
      return Utf8.decode(bytes, from, to - from);
    }
    int slot = slot(bytes, from, to);
    String known = slots[slot];
    if (known != null && isAscii(known, bytes, from, to)) {
      return known;
    }
    String token = Utf8.decode(bytes, from, to - from);
    slots[slot] = token;
    return token;
  }

  private int slot(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return (hash ^ (hash >>> 9) ^ (hash >>> 18)) & (slots.length - 1);
  }

  /// Whether `known` is equal to the bytes. A byte above 0x7f is negative and not equal to any
  /// character, so tokens that are not ASCII are decoded each time.
  private static boolean isAscii(String known, byte[] bytes, int from, int to) {
    if (known.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (known.charAt(i - from) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
