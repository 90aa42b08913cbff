package io.sluice.merge;

import io.sluice.go.ByteArrayBuilder;
import org.jspecify.annotations.Nullable;

/// Merges the sample lines of counters, gauges and untyped series, which have one line each.
// A pass reads the existing lines and merges the next pushed line when it reaches its series. If
// clients push the same series in the same order, one pass is enough. A series in another order
// takes another pass; a new series, which no pass finds, is appended.
final class NumberLines {
  private static final int MAX_PASSES = 8;

  /// Additional capacity for numbers that become longer.
  private static final int SPARE_BYTES = 64;

  private final NumberRule rule;
  private final SampleLines pushed;
  private boolean isLeft;

  NumberLines(byte[] pushed, NumberRule rule) {
    this.rule = rule;
    this.pushed = new SampleLines(pushed);
    this.isLeft = this.pushed.next();
  }

  /// The merged lines, or null if this is not a simple case or takes too long.
  byte @Nullable [] merge(byte[] stored) {
    byte[] merged = stored;
    for (int pass = 0; isLeft; pass++) {
      var out = new ByteArrayBuilder(merged.length + SPARE_BYTES);
      if (pass == MAX_PASSES || !pass(new SampleLines(merged), out)) {
        return null;
      }
      merged = out.toByteArray();
    }
    return merged;
  }

  /// Reads `stored` once, and returns false if this is not a simple case.
  private boolean pass(SampleLines stored, ByteArrayBuilder out) {
    boolean isMet = false;
    while (stored.next()) {
      if (!isLeft || !stored.isOfSameSample(pushed)) {
        stored.copy(out);
        continue;
      }
      double number = pushed.number();
      double combined = rule.combined(stored.number(), number);
      if (!rule.admits(number) || Double.isNaN(combined)) {
        return false;
      }
      stored.copyWith(combined, out);
      isMet = true;
      isLeft = pushed.next();
    }
    return isMet || !isLeft || append(out);
  }

  private boolean append(ByteArrayBuilder out) {
    if (!rule.admits(pushed.number())) {
      return false;
    }
    pushed.copy(out);
    isLeft = pushed.next();
    return true;
  }
}
