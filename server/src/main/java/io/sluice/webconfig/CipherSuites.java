package io.sluice.webconfig;

import io.sluice.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;

/// The cipher suites that Go considers secure, in its order of preference. Go and the JDK use the
/// same names.
///
/// As in Go, those of TLS 1.3 cannot be configured: a list in the file applies to earlier versions.
final class CipherSuites {
  private static final List<String> TLS13 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  /// HTTP/2 over TLS 1.2 requires one of these two (RFC 9113, 9.2.2).
  private static final List<String> FOR_HTTP2 =
      List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

  private static final List<String> OLDER =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");

  private CipherSuites() {}

  static String parse(YamlScalar value) throws WebConfigException {
    if (OLDER.contains(value.text()) || TLS13.contains(value.text())) {
      return value.text();
    }
    throw WebConfigException.at(value, "unknown cipher: " + value.text());
  }

  /// The cipher suites to enable if the file lists `chosen`.
  static List<String> enabled(List<String> chosen) {
    var enabled = new ArrayList<>(TLS13);
    enabled.addAll(OLDER);
    enabled.removeIf(
        suite -> !chosen.isEmpty() && !TLS13.contains(suite) && !chosen.contains(suite));
    return enabled;
  }

  /// Whether HTTP/2 is allowed if the file lists `chosen`.
  static boolean allowHttp2(List<String> chosen) {
    return chosen.isEmpty() || FOR_HTTP2.stream().anyMatch(chosen::contains);
  }
}
