package io.sluice.http;

/// A body that is malformed or too large.
public final class BodyException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  BodyException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /// 400, as for every malformed body.
  public static BodyException broken(String message) {
    return new BodyException(400, message);
  }

  /// 413, with the limit in the message.
  public static BodyException tooLarge(int maxBytes) {
    return new BodyException(413, "request body too large: max_bytes=" + maxBytes);
  }

  /// 413, with the limit for decompressed bodies in the message.
  public static BodyException unfoldsTooLarge(int maxBytes) {
    return new BodyException(
        413, "request body too large after decompression: max_bytes=" + maxBytes);
  }

  /// The status of the response.
  public int status() {
    return status;
  }

  /// The body of the response; never null.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
