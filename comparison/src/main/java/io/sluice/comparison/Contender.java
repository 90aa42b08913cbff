package io.sluice.comparison;

/// The measured programs.
enum Contender {
  /// This project, started by its launcher.
  SLUICE("Sluice"),
  /// Debian's prometheus-pushgateway.
  PUSHGATEWAY("Pushgateway"),
  /// A Netty server that reads a body and answers 200: the cost of a push without any processing.
  NETTY("bare Netty"),
  /// nginx with the same exposition as a file: the cost of a scrape without any processing.
  NGINX("nginx file"),
  /// A file on the same disk to which as many bytes are appended and synced: the cost of a durable
  /// push without any other processing. Not a server: [DurablePushRate] measures it.
  DISK("append and fsync");

  private final String title;

  Contender(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /// Whether it only shows a bound that no gateway could exceed.
  boolean isFloor() {
    return switch (this) {
      case NETTY, NGINX, DISK -> true;
      case SLUICE, PUSHGATEWAY -> false;
    };
  }

  /// Whether it becomes faster in its first seconds, while the JVM compiles frequently used code.
  boolean runsOnJvm() {
    return this == SLUICE || this == NETTY;
  }
}
