package io.sluice.merge;

/// A push that cannot be added to what is held, by the pusher's fault. The message says why.
public final class MergeException extends Exception {
  private static final long serialVersionUID = 1;

  MergeException(String family, String problem) {
    super("cannot merge metric '" + family + "': " + problem);
  }
}
