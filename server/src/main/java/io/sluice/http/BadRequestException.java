package io.sluice.http;

/// A request that is not valid HTTP. The client gets a short response, and the connection is
/// closed.
public final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final String status;
  private final String body;

  /// @param status code and reason, as in the status line
  /// @param body the complete body
  public BadRequestException(String status, String body) {
    super(body, null, false, false);
    this.status = status;
    this.body = body;
  }

  /// A response whose body repeats the status.
  public static BadRequestException saying(String status) {
    return new BadRequestException(status, status);
  }

  /// A plain `400 Bad Request`.
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
