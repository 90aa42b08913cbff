package io.sluice.webconfig;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Parses certificates from PEM texts.
final class Certificates {
  private Certificates() {}

  /// The certificates of a text, in order; blocks of other types are ignored.
  static List<X509Certificate> parse(byte[] pem) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    var certificates = new ArrayList<X509Certificate>();
    for (PemBlock block : PemBlock.parse(pem)) {
      if (block.isCertificate()) {
        var der = new ByteArrayInputStream(block.der());
        certificates.add((X509Certificate) factory.generateCertificate(der));
      }
    }
    return certificates;
  }
}
