package io.sluice.webconfig;

import io.sluice.files.FileContent;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The TLS settings of the file.
///
/// @param cert null only if `mistake` is set; the same applies to the key
/// @param clientCa the authorities for client certificates, or null for those that the JDK trusts
/// @param allowedSans a client's certificate must have one of these names; empty allows any
/// @param mistake an error in the section as a whole, or null. It makes handshakes fail, but not
///   requests on open connections
record TlsSettings(
    @Nullable PemText cert,
    @Nullable PemText key,
    @Nullable PemText clientCa,
    ClientAuthType clientAuth,
    List<String> allowedSans,
    TlsProtocol protocol,
    @Nullable WebConfigException mistake) {

  /// Reads the current certificate, key and, if there is one, client CA.
  List<FileContent> read() {
    return Stream.of(cert, key, clientCa)
        .filter(Objects::nonNull)
        .map(text -> text.source().get())
        .toList();
  }
}
