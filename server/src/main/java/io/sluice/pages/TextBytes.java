package io.sluice.pages;

import org.jspecify.annotations.Nullable;

/// Estimates the heap size of strings.
public final class TextBytes {
  private static final int STRING_BYTES = 40; // the object, its array's head, and the reference
  private static final char LAST_LATIN_1 = 0xFF;

  private TextBytes() {}

  /// One byte per character, or two if a character needs them.
  public static long of(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > LAST_LATIN_1) {
        return STRING_BYTES + 2L * text.length();
      }
    }
    return (long) STRING_BYTES + text.length();
  }
}
