package io.sluice.webconfig;

import java.util.List;

/// Which versions, cipher suites and curves of TLS a server offers.
///
/// @param cipherSuites those chosen; empty for the usual ones
/// @param curves those chosen, the preferred one first; empty for the usual ones
record TlsProtocol(
    TlsVersion min,
    TlsVersion max,
    List<String> cipherSuites,
    List<Curve> curves,
    boolean prefersServerCipherSuites) {}
