package io.sluice.webconfig;

import java.util.List;

/// The TLS versions, cipher suites and curves that the server offers.
///
/// @param cipherSuites the configured ones; empty for the defaults
/// @param curves the configured ones, the preferred one first; empty for the defaults
record TlsProtocol(
    TlsVersion min,
    TlsVersion max,
    List<String> cipherSuites,
    List<Curve> curves,
    boolean prefersServerCipherSuites) {}
