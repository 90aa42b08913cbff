package io.sluice.merge;

/// A push that cannot be merged because it is invalid. The message contains the reason.
public final class MergeException extends Exception {
  private static final long serialVersionUID = 1;

  MergeException(String family, String problem) {
    super("cannot merge metric '" + family + "': " + problem);
  }
}
