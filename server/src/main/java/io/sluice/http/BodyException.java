package io.sluice.http;

/// A body that cannot be taken: broken, or too large.
public final class BodyException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  BodyException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /// 400, as every broken body.
  public static BodyException broken(String message) {
    return new BodyException(400, message);
  }

  /// 413, naming the limit.
  public static BodyException tooLarge(int maxBytes) {
    return new BodyException(413, "request body too large: max_bytes=" + maxBytes);
  }

  /// 413, naming the limit for what a compressed body unfolds to.
  public static BodyException unfoldsTooLarge(int maxBytes) {
    return new BodyException(
        413, "request body too large after decompression: max_bytes=" + maxBytes);
  }

  /// The status to answer with.
  public int status() {
    return status;
  }

  /// What to answer; never null.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
