package io.sluice.cluster;

/// An operator's request was not carried out; the message says why.
public final class ClusterException extends Exception {
  private static final long serialVersionUID = 1;

  public ClusterException(String message) {
    super(message);
  }
}
