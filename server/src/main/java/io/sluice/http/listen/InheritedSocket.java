package io.sluice.http.listen;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A listening socket that was passed to the process, as by systemd's socket activation
/// (`sd_listen_fds(3)`).
///
/// @param descriptor the file descriptor
public record InheritedSocket(int descriptor) implements ListenAddress {
  private static final int FIRST_DESCRIPTOR = 3;

  /// Far more than the sockets of any socket unit.
  private static final int MAX_DESCRIPTORS = 1_000;

  /// The sockets that were passed to this process according to its environment.
  ///
  /// @param environment `LISTEN_PID` is the id of the receiving process, `LISTEN_FDS` the number of
  ///   sockets
  /// @param pid of this process
  /// @throws IOException with Go's message if there are none
  public static List<InheritedSocket> fromSystemd(Map<String, String> environment, long pid)
      throws IOException {
    int count =
        environment.getOrDefault("LISTEN_PID", "").equals(Long.toString(pid))
            ? count(environment.getOrDefault("LISTEN_FDS", ""))
            : 0;
    if (count == 0) {
      throw new IOException("no socket activation file descriptors found");
    }
    var sockets = new ArrayList<InheritedSocket>(count);
    for (int i = 0; i < count; i++) {
      sockets.add(new InheritedSocket(FIRST_DESCRIPTOR + i));
    }
    return sockets;
  }

  private static int count(String digits) {
    try {
      int count = Integer.parseInt(digits);
      return count >= 0 && count <= MAX_DESCRIPTORS ? count : 0;
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  @Override
  public String toString() {
    return "fd " + descriptor;
  }
}
