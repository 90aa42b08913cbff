package io.sluice.http;

/// A request that cannot be read as HTTP: it is answered in a few words, and the connection closed.
final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String answer;

  /// @param answer what follows the version in the status line, and the body, both at once
  BadRequestException(int status, String answer) {
    super(answer, null, false, false);
    this.status = status;
    this.answer = answer;
  }

  /// The usual `400 Bad Request`.
  static BadRequestException plain() {
    return new BadRequestException(400, "400 Bad Request");
  }

  /// A 400 that says why.
  static BadRequestException because(String reason) {
    return new BadRequestException(400, "400 Bad Request: " + reason);
  }

  int status() {
    return status;
  }

  String answer() {
    return answer;
  }
}
