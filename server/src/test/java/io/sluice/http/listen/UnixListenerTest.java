package io.sluice.http.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import io.sluice.http.Response;
import io.sluice.http.server.EchoServer;
import io.sluice.http.server.HttpServer;
import io.sluice.http.server.RawClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class UnixListenerTest {
  private static final String GET = "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  @TempDir private Path folder;

  @BeforeEach
  void requireEpoll() {
    assumeThat(Epoll.isAvailable()).as("Linux's epoll").isTrue();
  }

  private Path path() {
    return folder.resolve("web.sock");
  }

  private HttpServer start(String... listeners) throws IOException {
    var parsed = new ArrayList<ListenAddress>();
    for (String listener : listeners) {
      parsed.add(ListenAddress.parse(listener));
    }
    return HttpServer.start(
        parsed,
        request ->
            CompletableFuture.completedFuture(Response.text(200, request.peerAddress() + "\n")),
        EchoServer.LIMITS,
        null,
        _ -> {});
  }

  private String unix() {
    return "unix://" + path();
  }

  private String get() throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
      client.write(ByteBuffer.wrap(GET.getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void serve_besideTcp_bothAnswerAndTheFileGoesAtTheStop() throws IOException {
    HttpServer server = start("127.0.0.1:0", unix());
    try {
      assertThat(get()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nunix\n");
      assertThat(RawClient.exchange(server.addresses().getFirst(), GET))
          .contains("\r\n\r\n127.0.0.1:");
      assertThat(server.addresses()).hasSize(1);
      assertThat(server.listenerNames()).hasSize(2).last().isEqualTo(unix());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
          .isEqualTo("rw-rw----");
    } finally {
      server.stop(Duration.ZERO);
    }
    assertThat(path()).doesNotExist();
  }

  @Test
  void start_withAMode_setsIt() throws IOException {
    HttpServer server = start(unix() + "?mode=0600");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
    server.stop(Duration.ZERO);
  }

  // A process that was killed leaves the file.
  @Test
  void start_fileWithoutServer_takesItsPlace() throws IOException {
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(path()));
    }
    assertThat(path()).exists();

    HttpServer server = start(unix());
    try {
      assertThat(get()).startsWith("HTTP/1.1 200 OK\r\n");
    } finally {
      server.stop(Duration.ZERO);
    }
  }

  @Test
  void start_otherServerThere_failsAndLeavesIt() throws IOException {
    HttpServer first = start(unix());
    try {
      assertThatIOException()
          .isThrownBy(() -> start(unix()))
          .withMessage("listen unix %s: bind: address already in use", path());
      assertThat(get()).startsWith("HTTP/1.1 200 OK\r\n");
    } finally {
      first.stop(Duration.ZERO);
    }
  }

  // Would catch the deletion of a file that was specified by mistake.
  @Test
  void start_fileThatIsNoSocket_failsAndLeavesIt() throws IOException {
    Files.writeString(path(), "precious");

    assertThatIOException()
        .isThrownBy(() -> start(unix()))
        .withMessage("listen unix %s: bind: address already in use", path());
    assertThat(path()).hasContent("precious");
  }

  @Test
  void start_folderMissing_failsInTheKernelsWords() {
    assertThatIOException()
        .isThrownBy(() -> start("unix://" + folder + "/missing/web.sock"))
        .withMessage("listen unix %s/missing/web.sock: bind: no such file or directory", folder);
  }

  @Test
  void start_withoutEpoll_saysSo() throws IOException {
    List<ListenAddress> listeners =
        List.of(ListenAddress.parse(unix()), ListenAddress.parse("vsock://:9100"));
    for (ListenAddress listener : listeners) {
      assertThatIOException()
          .isThrownBy(
              () ->
                  HttpServer.start(
                      Transport.nio(),
                      List.of(listener),
                      _ -> CompletableFuture.completedFuture(Response.empty(200)),
                      EchoServer.LIMITS,
                      null,
                      _ -> {}))
          .withMessageEndingWith("only with Linux's epoll, which is not available here");
    }
  }
}
