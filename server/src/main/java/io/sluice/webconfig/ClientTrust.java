package io.sluice.webconfig;

import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Verifies the certificates of clients.
final class ClientTrust extends X509ExtendedTrustManager {
  private static final int IP_ADDRESS = 7;

  /// The types of an e-mail address, a DNS name, a URI and an IP address (RFC 5280).
  private static final List<Integer> NAME_TYPES = List.of(1, 2, 6, IP_ADDRESS);

  private final X509ExtendedTrustManager authorities;
  private final List<X509Certificate> named;
  private final boolean isVerified;
  private final List<String> allowedSans;

  /// @param authorities verifies the certificates of clients
  /// @param named the authorities that are announced to clients
  /// @param isVerified whether certificates are verified
  /// @param allowedSans a certificate must have one of these names; empty allows any
  ClientTrust(
      X509ExtendedTrustManager authorities,
      List<X509Certificate> named,
      boolean isVerified,
      List<String> allowedSans) {
    this.authorities = authorities;
    this.named = List.copyOf(named);
    this.isVerified = isVerified;
    this.allowedSans = List.copyOf(allowedSans);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (!isVerified) {
      return;
    }
    authorities.checkClientTrusted(chain, authType, engine);
    // The JDK does not check the validity period of a certificate that is trusted directly.
    chain[0].checkValidity();
    if (!allowedSans.isEmpty() && !isAllowed(chain[0])) {
      throw new CertificateException(
          "could not find allowed SANs in client cert, allowed: " + allowedSans);
    }
  }

  private boolean isAllowed(X509Certificate certificate) throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names != null && names.stream().anyMatch(this::isAllowed);
  }

  /// @param name a type and a value
  private boolean isAllowed(List<?> name) {
    Integer type = (Integer) name.get(0);
    if (!NAME_TYPES.contains(type)) {
      return false;
    }
    String value = String.valueOf(name.get(1));
    return type == IP_ADDRESS
        ? allowedSans.stream().anyMatch(allowed -> isSameAddress(value, allowed))
        : allowedSans.contains(value);
  }

  /// Compares addresses by value, because an IPv6 address has many textual forms.
  private static boolean isSameAddress(String value, String allowed) {
    try {
      return InetAddress.ofLiteral(value).equals(InetAddress.ofLiteral(allowed));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return named.toArray(X509Certificate[]::new);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw noSocket();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw noSocket();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw noSocket();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw noSocket();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw noSocket();
  }

  private static CertificateException noSocket() {
    return new CertificateException("only for a server's engine");
  }
}
