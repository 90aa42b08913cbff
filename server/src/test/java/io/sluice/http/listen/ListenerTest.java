package io.sluice.http.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.netty.channel.epoll.VSockAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.http.PeerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListenerTest {
  @ParameterizedTest
  @CsvSource({
    "unix:///run/s.sock, rw-rw----",
    "unix:///run/s.sock?mode=0600, rw-------",
    "unix:///run/s.sock?mode=777, rwxrwxrwx"
  })
  void parse_unix_hasPathAndMode(String text, String mode) throws IOException {
    assertThat(ListenAddress.parse(text))
        .isEqualTo(new UnixAddress(Path.of("/run/s.sock"), PosixFilePermissions.fromString(mode)))
        .hasToString("unix:///run/s.sock");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unix://run/s.sock        | an absolute path is needed, as in unix:///run/sluice.sock
          unix://                  | an absolute path is needed, as in unix:///run/sluice.sock
          unix:///                 | an absolute path is needed, as in unix:///run/sluice.sock
          unix:///s?user=x         | an absolute path is needed, as in unix:///run/sluice.sock
          unix:///s?mode=rw        | a mode has three octal digits, as in ?mode=0660
          unix:///s?mode=0888      | a mode has three octal digits, as in ?mode=0660
          unix:///s?mode=          | a mode has three octal digits, as in ?mode=0660
          """)
  void parse_unixMalformed_isRefused(String text, String reason) {
    assertThatIOException()
        .isThrownBy(() -> ListenAddress.parse(text))
        .withMessage("listen unix: address " + text + ": " + reason);
  }

  @Test
  void parse_vsock_hasAPort() throws IOException {
    assertThat(ListenAddress.parse("vsock://:9100"))
        .isEqualTo(new VsockAddress(9100))
        .hasToString("vsock://:9100");
    assertThat(ListenAddress.parse("vsock://:4294967294")).hasToString("vsock://:4294967294");
  }

  @ParameterizedTest
  @CsvSource({"vsock://", "vsock://:", "vsock://:x", "vsock://:4294967296"})
  void parse_vsockMalformed_isRefused(String text) {
    assertThatIOException()
        .isThrownBy(() -> ListenAddress.parse(text))
        .withMessage("listen vsock: address " + text + ": invalid port");
  }

  @Test
  void parse_anythingElse_isAnAddress() throws IOException {
    assertThat(ListenAddress.parse("[::1]:9091")).isEqualTo(new Address("::1", 9091));
  }

  @Test
  void fromSystemd_forThisProcess_startAtThree() throws IOException {
    assertThat(InheritedSocket.fromSystemd(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "2"), 42))
        .isEqualTo(List.of(new InheritedSocket(3), new InheritedSocket(4)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "42, ''",
    "42, 0",
    "42, -1",
    "42, x",
    "42, 100000",
    "41, 1",
    "'', 1",
    "' 42', 1"
  })
  void fromSystemd_notForThisProcess_areNone(String pid, String count) {
    assertThatIOException()
        .isThrownBy(
            () -> InheritedSocket.fromSystemd(Map.of("LISTEN_PID", pid, "LISTEN_FDS", count), 42))
        .withMessage("no socket activation file descriptors found");
    assertThatIOException().isThrownBy(() -> InheritedSocket.fromSystemd(Map.of(), 42));
  }

  @Test
  void format_peersOfEachKind_areShort() {
    assertThat(PeerAddress.format(new DomainSocketAddress(""))).isEqualTo("unix");
    assertThat(PeerAddress.format(new VSockAddress(3, -2))).isEqualTo("vsock:3:4294967294");
  }
}
