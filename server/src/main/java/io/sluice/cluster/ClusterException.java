package io.sluice.cluster;

/// An operation of an administrator failed; the message contains the reason.
public final class ClusterException extends Exception {
  private static final long serialVersionUID = 1;

  public ClusterException(String message) {
    super(message);
  }
}
