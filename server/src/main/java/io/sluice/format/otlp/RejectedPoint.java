package io.sluice.format.otlp;

import java.util.Locale;

/// Why a point is not taken; the message is for the sender.
public final class RejectedPoint extends Exception {
  private static final long serialVersionUID = 1;

  /// The kinds of reasons, as the metric of rejected points names them.
  public enum Reason {
    /// What is pushed replaces, and the point is an increment; or the other way round.
    TEMPORALITY,
    /// The metric has no name that a family could have.
    NAME,
    /// An attribute cannot become a label.
    ATTRIBUTE,
    /// Buckets, bounds and counts do not fit each other, or a number cannot be added.
    VALUE,
    /// Another metric of the group has the name, or the gateway has.
    CLASH,
    /// The whole group was refused.
    GROUP;

    /// The word in the metric.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  RejectedPoint(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
