package io.sluice.merge;

import io.sluice.go.ByteArrayBuilder;
import org.jspecify.annotations.Nullable;

/// Merges the lines of counters, gauges and untyped series, one line each.
// A pass goes through what is held and takes the next line pushed where it meets its series. Where
// processes push the same series in the same order that is all. A series out of order takes another
// pass, and a new one, which none has met, comes last.
final class NumberLines {
  private static final int MAX_PASSES = 8;

  /// Room for numbers that are longer than what was there before.
  private static final int SPARE_BYTES = 64;

  private final NumberRule rule;
  private final SampleLines pushed;
  private boolean isLeft;

  NumberLines(byte[] pushed, NumberRule rule) {
    this.rule = rule;
    this.pushed = new SampleLines(pushed);
    this.isLeft = this.pushed.next();
  }

  /// The lines of both, or null if that is no plain case or takes too long.
  byte @Nullable [] merge(byte[] held) {
    byte[] merged = held;
    for (int pass = 0; isLeft; pass++) {
      var out = new ByteArrayBuilder(merged.length + SPARE_BYTES);
      if (pass == MAX_PASSES || !pass(new SampleLines(merged), out)) {
        return null;
      }
      merged = out.toByteArray();
    }
    return merged;
  }

  /// Goes through `held` once, and answers false if there is no answer.
  private boolean pass(SampleLines held, ByteArrayBuilder out) {
    boolean isMet = false;
    while (held.next()) {
      if (!isLeft || !held.isOfSameSample(pushed)) {
        held.copy(out);
        continue;
      }
      double number = pushed.number();
      double combined = rule.combined(held.number(), number);
      if (!rule.admits(number) || Double.isNaN(combined)) {
        return false;
      }
      held.copyWith(combined, out);
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
