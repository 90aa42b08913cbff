package io.sluice.comparison;

/// What is measured.
enum Contender {
  /// This project, started by its launcher.
  SLUICE("Sluice"),
  /// Debian's prometheus-pushgateway.
  PUSHGATEWAY("Pushgateway"),
  /// A Netty server that reads a body and answers 200: what a push costs when nothing is done.
  NETTY("bare Netty"),
  /// nginx with the same exposition as a file: what a scrape costs when nothing is done.
  NGINX("nginx file"),
  /// A file on the same disk to which as many bytes are appended and synced: what a durable push
  /// costs when nothing else is done. Not a server: [DurablePushRate] measures it.
  DISK("append and fsync");

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /// Whether it only shows what no gateway could be faster than.
  boolean isFloor() {
    return switch (this) {
      case NETTY, NGINX, DISK -> true;
      case SLUICE, PUSHGATEWAY -> false;
    };
  }

  /// Whether it becomes faster during its first seconds, while the JVM compiles what is used much.
  boolean runsOnJvm() {
    return this == SLUICE || this == NETTY;
  }
}
