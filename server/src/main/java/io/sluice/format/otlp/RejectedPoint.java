package io.sluice.format.otlp;

import java.util.Locale;

/// Rejects a point; the message is for the sender.
public final class RejectedPoint extends Exception {
  private static final long serialVersionUID = 1;

  /// The kinds of reasons in the metric of rejected points.
  public enum Reason {
    /// Pushes replace and the point is a delta, or pushes are aggregated and the point is
    /// cumulative.
    TEMPORALITY,
    /// The metric has no name that is valid for a family.
    NAME,
    /// An attribute cannot become a label.
    ATTRIBUTE,
    /// Buckets, bounds and counts are inconsistent, or a number cannot be added.
    VALUE,
    /// Another metric of the group has the same name, or the name is reserved by the gateway.
    CLASH,
    /// The whole group was refused.
    GROUP;

    /// The label value in the metric.
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
