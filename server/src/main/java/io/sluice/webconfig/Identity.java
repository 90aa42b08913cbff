package io.sluice.webconfig;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/// The identity of the server: its certificate chain and its private key.
record Identity(List<X509Certificate> chain, PrivateKey key) {

  /// Parses a chain and its key.
  ///
  /// @throws WebConfigException with Go's message if they are invalid or do not match
  static Identity parse(PemText cert, byte[] certPem, PemText key, byte[] keyPem)
      throws WebConfigException {
    List<X509Certificate> chain = chain(cert, certPem);
    PrivateKey parsed = key(key, keyPem, chain.getFirst());
    if (!PrivateKeys.belong(parsed, chain.getFirst().getPublicKey())) {
      throw failure(key, "private key does not match public key");
    }
    return new Identity(chain, parsed);
  }

  private static List<X509Certificate> chain(PemText cert, byte[] pem) throws WebConfigException {
    List<X509Certificate> chain;
    try {
      chain = Certificates.parse(pem);
    } catch (CertificateException e) {
      throw failure(cert, "failed to parse certificate: " + e.getMessage());
    }
    if (chain.isEmpty()) {
      throw failure(
          cert,
          PemBlock.parse(pem).stream().anyMatch(PemBlock::isPrivateKey)
              ? "failed to find certificate PEM data in certificate input, but did find a private"
                  + " key; PEM inputs may have been switched"
              : "failed to find any PEM data in certificate input");
    }
    return chain;
  }

  private static PrivateKey key(PemText key, byte[] pem, X509Certificate certificate)
      throws WebConfigException {
    List<PemBlock> blocks = PemBlock.parse(pem);
    for (PemBlock block : blocks) {
      if (block.isPrivateKey()) {
        try {
          return PrivateKeys.parse(block, certificate.getPublicKey());
        } catch (GeneralSecurityException _) {
          throw failure(key, "failed to parse private key, or it is not of the certificate's kind");
        }
      }
    }
    throw failure(
        key,
        blocks.stream().anyMatch(PemBlock::isCertificate)
            ? "found a certificate rather than a key in the PEM for the private key"
            : "failed to find any PEM data in key input");
  }

  private static WebConfigException failure(PemText source, String problem) {
    return source.problem("failed to load X509KeyPair: tls: " + problem);
  }
}
