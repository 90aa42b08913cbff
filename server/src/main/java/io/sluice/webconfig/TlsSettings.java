package io.sluice.webconfig;

import io.sluice.files.FileContent;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the file says of TLS.
///
/// @param cert null only with a mistake; so is the key
/// @param clientCa who vouches for clients, or null for those whom the JDK trusts
/// @param allowedSans one of these a client's certificate must bear; empty if any will do
/// @param mistake what is wrong with it as a whole, or null. It closes the door to handshakes, not
///   to requests on connections that are open
record TlsSettings(
    @Nullable PemText cert,
    @Nullable PemText key,
    @Nullable PemText clientCa,
    ClientAuthType clientAuth,
    List<String> allowedSans,
    TlsProtocol protocol,
    @Nullable WebConfigException mistake) {

  /// What its texts hold now: the certificate's, the key's and, if there is one, the client CA's.
  List<FileContent> read() {
    return Stream.of(cert, key, clientCa)
        .filter(Objects::nonNull)
        .map(text -> text.source().get())
        .toList();
  }
}
