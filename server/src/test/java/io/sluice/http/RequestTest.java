package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestTest {
  private static final SocketAddress UNIX = UnixDomainSocketAddress.of("/run/x");

  // The JDK's own text begins with a slash if no name was looked up.
  @Test
  void peerAddress_inetAddress_hasNoSlash() throws UnknownHostException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});

    assertThat(from(new InetSocketAddress(loopback, 59290)).peerAddress())
        .isEqualTo("127.0.0.1:59290");
  }

  @Test
  void peerAddress_anotherKind_isItsText() {
    assertThat(from(UNIX).peerAddress()).isEqualTo("/run/x");
  }

  @Test
  void header_anyCase_isFound() {
    Request request = from(UNIX);

    assertThat(request.header("accept")).isEqualTo("a");
    assertThat(request.headers("ACCEPT")).containsExactly("a", "b");
    assertThat(request.header("other")).isNull();
  }

  private static Request from(SocketAddress peer) {
    List<Header> headers = List.of(new Header("Accept", "a"), new Header("accept", "b"));
    return new Request(
        "GET", new Target("/", "/", "/", null), headers, new byte[0], 0, new Sender(peer, null));
  }
}
