package io.sluice.http.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.http.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "':9091', '', 9091",
    "'127.0.0.1:0', 127.0.0.1, 0",
    "'[::1]:9091', '::1', 9091",
    "'localhost:', localhost, 0",
    "'', '', 0",
  })
  void parse_address_isTakenApart(String text, String host, int port) throws IOException {
    assertThat(Address.parse(text)).isEqualTo(new Address(host, port));
  }

  /// The messages are those of Go 1.19 and later.
  @ParameterizedTest
  @CsvSource({
    "foo, 'address foo: missing port in address'",
    "'1:2:3', 'address 1:2:3: too many colons in address'",
    "'::1', 'address ::1: too many colons in address'",
    "'[::1', 'address [::1: missing '']'' in address'",
    "'[::1:80', 'address [::1:80: missing '']'' in address'",
    "'[::1]', 'address [::1]: missing port in address'",
    "'[::1]80', 'address [::1]80: missing port in address'",
    "'[::1]80:1', 'address [::1]80:1: missing port in address'",
    "'[::1]:80:1', 'address [::1]:80:1: too many colons in address'",
    "'a[b:1', 'address a[b:1: unexpected ''['' in address'",
    "'a]b:1', 'address a]b:1: unexpected '']'' in address'",
    "':65536', 'address 65536: invalid port'",
    "':99999999999', 'address 99999999999: invalid port'",
    "':abc', 'lookup tcp/abc: unknown port'",
  })
  void parse_malformed_failsWithGosWords(String text, String message) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(IOException.class)
        .hasMessage("listen tcp: " + message);
  }

  @Test
  void resolve_unknownHost_failsWithGosWords() throws IOException {
    Address unknown = Address.parse("nowhere.invalid:1");

    assertThatThrownBy(unknown::resolve)
        .hasMessage("listen tcp: lookup nowhere.invalid: no such host");
  }

  @ParameterizedTest
  @CsvSource({
    "'::', '[::]:80'",
    "'0.0.0.0', '[::]:80'",
    "'::1', '[::1]:80'",
    "'127.0.0.1', '127.0.0.1:80'",
    "'fe80::1:2', '[fe80::1:2]:80'",
    "'1:2:3:4:5:6:7:8', '[1:2:3:4:5:6:7:8]:80'",
  })
  void format_boundAddress_isWrittenAsUsual(String ip, String text) {
    assertThat(PeerAddress.format(new InetSocketAddress(InetAddress.ofLiteral(ip), 80)))
        .isEqualTo(text);
  }
}
