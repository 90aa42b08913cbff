package io.sluice.comparison;

import java.util.Locale;

/// The unit of a result, and which of two results is better.
enum Unit {
  PER_SECOND("/s", true),
  MILLIS("ms", false),
  MEGABYTES("MB", false),
  BYTES("B", false);

  private final String symbol;
  private final boolean isMoreBetter;

  Unit(String symbol, boolean isMoreBetter) {
    this.symbol = symbol;
    this.isMoreBetter = isMoreBetter;
  }

  String symbol() {
    return symbol;
  }

  /// How many times better `ours` is than `theirs`.
  double advantage(double ours, double theirs) {
    return isMoreBetter ? ours / theirs : theirs / ours;
  }

  /// The cost of one operation, up to a factor that is the same for all results of this unit.
  double cost(double value) {
    return isMoreBetter ? 1 / value : value;
  }

  String format(double value) {
    return number(value) + " " + symbol;
  }

  /// Three significant digits, with separated thousands.
  static String number(double value) {
    double magnitude = Math.abs(value);
    String pattern = magnitude >= 100 ? "%,.0f" : magnitude >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, pattern, value);
  }
}
