package io.sluice;

/// Starts the gateway.
public final class Main {
  private Main() {}

  static void main(String[] args) {
    System.exit(args.length);
  }
}
