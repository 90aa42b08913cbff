package io.sluice.http;

/// A request that cannot be read as HTTP: it is answered in a few words, and the connection closed.
public final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final String status;
  private final String body;

  /// @param status code and words, as in the status line
  /// @param body the whole body
  public BadRequestException(String status, String body) {
    super(body, null, false, false);
    this.status = status;
    this.body = body;
  }

  /// An answer whose body repeats its status line.
  public static BadRequestException saying(String status) {
    return new BadRequestException(status, status);
  }

  /// The usual `400 Bad Request`.
  public static BadRequestException plain() {
    return saying("400 Bad Request");
  }

  public String status() {
    return status;
  }

  public String body() {
    return body;
  }
}
