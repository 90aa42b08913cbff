package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.Program;
import io.sluice.systemtests.harness.Program.Outcome;
import io.sluice.systemtests.harness.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sockets other than TCP ports, with curl and systemd's own launcher.
final class ListenersTest {
  private static final String CURL = "curl --silent --show-error --fail --max-time 30 ";

  /// A gateway whose sockets the launcher opens.
  private static final List<String> ACTIVATED =
      GatewayCommand.of("--web.listen-address=127.0.0.1:0", "--web.systemd-socket");

  @TempDir private Path folder;

  @BeforeEach
  void requireSluice() throws InterruptedException {
    assumeTrue(GatewayCommand.isSluice(), "another gateway has no such listeners");
    Program.require("curl", "curl", "--version");
  }

  @Test
  void unixSocket_besideAPort_servesAndIsGoneAtTheEnd() throws Exception {
    Path socket = folder.resolve("web.sock");
    try (Gateway gateway = Gateway.start("--web.listen-address=unix://" + socket)) {
      pushByUnixSocket(gateway, socket);
      assertThat(gateway.log())
          .contains("msg=\"Listening on\" address=unix://" + socket + "\n")
          .contains("msg=\"Listening on\" address=" + gateway.address() + "\n");
      assertThat(gateway.stop()).isZero();
    }
    assertThat(socket).doesNotExist();
  }

  // Would catch a socket file of a killed process that prevents the next start.
  @Test
  void unixSocket_afterAKill_isTakenOver() throws Exception {
    Path socket = folder.resolve("web.sock");
    String flag = "--web.listen-address=unix://" + socket;
    try (Gateway gateway = Gateway.start(flag)) {
      gateway.kill();
    }
    assertThat(socket).exists();
    try (Gateway gateway = Gateway.start(flag)) {
      pushByUnixSocket(gateway, socket);
    }
  }

  @Test
  void socketActivation_portAndUnixSocket_servesBoth() throws Exception {
    Program.require("systemd", "systemd-socket-activate", "--version");
    String address = ServerProcess.freeAddress();
    Path socket = folder.resolve("activated.sock");
    List<String> command =
        new ArrayList<>(
            List.of("systemd-socket-activate", "--listen=" + address, "--listen=" + socket));
    command.addAll(ACTIVATED);
    try (Gateway gateway = Gateway.start(new ProcessBuilder(command), address)) {
      pushByUnixSocket(gateway, socket);
      assertThat(gateway.log())
          .contains("Listening on systemd activated listeners instead of port listeners.")
          .contains("msg=\"Listening on\" address=" + address + "\n")
          .contains("msg=\"Listening on\" address=unix://" + socket + "\n");
      assertThat(gateway.stop()).isZero();
    }
    assertThat(socket).as("the launcher's file").exists();
  }

  @Test
  void socketActivation_nothingHandedOver_failsAndSaysSo() throws Exception {
    Outcome outcome = Program.run(folder, Map.of(), ACTIVATED);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.stderr()).contains("err=\"no socket activation file descriptors found\"");
  }

  @Test
  void socketActivation_notASocket_failsAndSaysSo() throws Exception {
    // exec keeps the process id, which the variable must contain.
    String script = "export LISTEN_FDS=1 LISTEN_PID=$$; exec \"$@\" 3</dev/null";
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    command.addAll(ACTIVATED);
    Outcome outcome = Program.run(folder, Map.of(), command);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.stderr()).contains("err=\"listen fd 3: bind: ");
  }

  private static void pushByUnixSocket(Gateway gateway, Path socket) throws Exception {
    gateway.shell(
        "echo 'by_socket 1' | "
            + CURL
            + "--unix-socket "
            + socket
            + " --data-binary @- http://localhost/metrics/job/j");
    assertThat(gateway.shell(CURL + "$URL/metrics"))
        .contains("\nby_socket{instance=\"\",job=\"j\"} 1\n");
  }
}
