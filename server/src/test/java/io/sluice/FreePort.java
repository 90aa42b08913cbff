package io.sluice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// A port for a server that a test starts.
///
/// A port that the kernel chooses may become the local port of any connection before the server
/// listens on it. So ports come from below the ranges that kernels choose from (32768 on Linux,
/// 49152 elsewhere), none twice, and each process begins at a random one.
public final class FreePort {
  private static final int FIRST = 10_000;
  private static final int COUNT = 22_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePort() {}

  /// A loopback port that is not in use.
  ///
  /// @throws UncheckedIOException if each is in use
  public static int find() {
    IOException inUse = new IOException("no port tried");
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException e) {
        inUse = e;
      }
    }
    throw new UncheckedIOException(inUse);
  }
}
