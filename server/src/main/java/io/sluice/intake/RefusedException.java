package io.sluice.intake;

/// Refuses a push before it is passed to the gateway.
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient PushResult.Refused refusal;

  RefusedException(PushResult.Refused refusal) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  RefusedException(PushResult.Reason reason, String message) {
    this(new PushResult.Refused(reason, message, null, null, PushResult.UNREAD));
  }

  PushResult.Refused refusal() {
    return refusal;
  }
}
