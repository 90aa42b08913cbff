package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.systemtests.harness.Await;
import io.sluice.systemtests.harness.Gateway;
import io.sluice.systemtests.harness.GatewayCommand;
import io.sluice.systemtests.harness.ServerProcess;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The memory of a gateway, started like by its launcher, during and after pushes.
final class MemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Duration LOAD = Duration.ofSeconds(30);
  private static final int GROUPS = 20_000;
  private static final int CLIENTS = 4;
  private static final int PUSHES_PER_SCRAPE = 5_000;

  // A state of 20,000 groups takes about 40 MB of the heap; the process takes 90 MB in addition.
  private static final long LOADED_MIB = 600;
  private static final long RESTING_MIB = 330;

  private final AtomicLong peakMib = new AtomicLong();

  @Test
  void pushesToManyGroups_takeBoundedMemory_andGiveItBack() throws Exception {
    assumeTrue(GatewayCommand.isSluice(), "a heap of Java");
    assumeTrue(Files.exists(STATUS), "no /proc");
    String address = ServerProcess.freeAddress();
    try (Gateway gateway = Gateway.start(command(address), address)) {
      push(gateway);

      assertThat(peakMib.get()).isLessThan(LOADED_MIB);
      assertThat(Await.until(() -> rssMib(gateway), mib -> mib < RESTING_MIB))
          .isLessThan(RESTING_MIB);
      assertThat(gateway.get("/metrics").statusCode()).isEqualTo(200);
    }
  }

  private static ProcessBuilder command(String address) {
    String script =
        """
        root=$(cd .. && pwd)
        source "$root/bin/jvm-options.sh"
        exec "$1" "${JVM_OPTIONS[@]}" -jar "$2" --web.listen-address="$3"
        """;
    String java = GatewayCommand.java();
    String jar = GatewayCommand.jar().toString();
    return new ProcessBuilder("bash", "-euc", script, "bash", java, jar, address);
  }

  private void push(Gateway gateway) throws Exception {
    long end = System.nanoTime() + LOAD.toNanos();
    var pushes = new AtomicLong();
    try (var executor = Executors.newFixedThreadPool(CLIENTS)) {
      List<Callable<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            () -> {
              while (System.nanoTime() < end) {
                pushOne(gateway, pushes.incrementAndGet());
              }
              return null;
            });
      }
      for (Future<Void> client : executor.invokeAll(clients)) {
        client.get();
      }
    }
  }

  private void pushOne(Gateway gateway, long number) throws Exception {
    var body = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      body.append("family_%d{label=\"value\"} %d\n".formatted(i, number));
    }
    String path = "/metrics/job/memory/instance/" + number * 7919 % GROUPS;
    assertThat(status(gateway, "PUT", path, body.toString())).isEqualTo(200);
    if (number % PUSHES_PER_SCRAPE == 0) {
      assertThat(status(gateway, "GET", "/metrics", "")).isEqualTo(200);
      peakMib.accumulateAndGet(rssMib(gateway), Math::max);
    }
  }

  /// Java's client sometimes closes a connection that it is about to use, with any server: about
  /// once in 100,000 requests.
  private static int status(Gateway gateway, String method, String path, String body) {
    try {
      return gateway.send(method, path, body).statusCode();
    } catch (UncheckedIOException _) {
      return gateway.send(method, path, body).statusCode();
    }
  }

  private static long rssMib(Gateway gateway) throws Exception {
    try (Stream<String> lines = Files.lines(Path.of("/proc", "" + gateway.pid(), "status"))) {
      String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    }
  }
}
