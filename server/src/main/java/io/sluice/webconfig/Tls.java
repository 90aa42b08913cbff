package io.sluice.webconfig;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.sluice.files.FileContent;
import io.sluice.http.TlsSource;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Creates a TLS context from the configuration.
final class Tls {
  private static final String DISABLED = "jdk.tls.disabledAlgorithms";

  private Tls() {}

  /// Sets the JDK properties that are read once per process, when TLS is first used: clients may
  /// not renegotiate, which would be at the server's cost, and protocol versions that the JDK
  /// disables by default are enabled if configured.
  static void prepare(TlsVersion min) {
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    List<String> wanted = TlsVersion.protocols(min, TlsVersion.TLS11);
    String disabled = Security.getProperty(DISABLED);
    if (wanted.isEmpty() || disabled == null) {
      return;
    }
    String rest =
        Arrays.stream(disabled.split(",", -1))
            .map(String::strip)
            .filter(algorithm -> !wanted.contains(algorithm))
            .collect(Collectors.joining(", "));
    Security.setProperty(DISABLED, rest);
  }

  /// @param readings of the certificate, the key and, if there is one, the client CA
  static SslContext context(TlsSettings tls, List<FileContent> readings, boolean offersHttp2)
      throws WebConfigException {
    if (tls.mistake() != null) {
      throw tls.mistake();
    }
    PemText cert = Objects.requireNonNull(tls.cert());
    PemText key = Objects.requireNonNull(tls.key());
    Identity identity =
        Identity.parse(cert, bytes(cert, readings.get(0)), key, bytes(key, readings.get(1)));
    TrustManager trust = trust(tls, readings);
    checkHttp2(tls, offersHttp2, cert);
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(identity.key(), identity.chain())
              .sslProvider(SslProvider.JDK)
              .protocols(TlsVersion.protocols(tls.protocol().min(), tls.protocol().max()))
              .ciphers(
                  CipherSuites.enabled(tls.protocol().cipherSuites()),
                  IdentityCipherSuiteFilter.INSTANCE)
              .trustManager(trust)
              .clientAuth(demand(tls));
      builder.applicationProtocolConfig(
          offersHttp2 ? TlsSource.http2AndHttp1() : TlsSource.http1());
      return new Tuned(builder.build(), tls);
    } catch (SSLException | IllegalArgumentException e) {
      throw cert.problem("tls: " + e.getMessage());
    }
  }

  /// If names are restricted, a certificate is required.
  private static ClientAuth demand(TlsSettings tls) {
    return tls.allowedSans().isEmpty() ? tls.clientAuth().demand() : ClientAuth.REQUIRE;
  }

  /// The same check as in Go's server.
  private static void checkHttp2(TlsSettings tls, boolean offersHttp2, PemText place)
      throws WebConfigException {
    if (offersHttp2
        && tls.protocol().min() != TlsVersion.TLS13
        && !CipherSuites.allowHttp2(tls.protocol().cipherSuites())) {
      throw place.problem(
          "http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher"
              + " (need at least one of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or"
              + " TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)");
    }
  }

  private static byte[] bytes(PemText text, FileContent reading) throws WebConfigException {
    try {
      return reading.bytes();
    } catch (IOException e) {
      throw text.problem(
          "failed to read %s (%s): %s".formatted(text.key(), text.shown(), e.getMessage()));
    }
  }

  private static TrustManager trust(TlsSettings tls, List<FileContent> readings)
      throws WebConfigException {
    PemText source = tls.clientCa();
    List<X509Certificate> authorities =
        source == null ? List.of() : authorities(source, readings.get(2));
    try {
      return new ClientTrust(
          trustManager(source == null ? null : authorities),
          authorities,
          tls.clientAuth().isVerified(),
          tls.allowedSans());
    } catch (GeneralSecurityException | IOException e) {
      throw WebConfigException.unreadable("client CA: " + e.getMessage());
    }
  }

  private static List<X509Certificate> authorities(PemText source, FileContent reading)
      throws WebConfigException {
    try {
      List<X509Certificate> authorities = Certificates.parse(reading.bytes());
      if (authorities.isEmpty()) {
        throw source.problem("no certificate in " + source.key() + " (" + source.shown() + ")");
      }
      return authorities;
    } catch (WebConfigException e) {
      throw e;
    } catch (IOException e) {
      throw source.problem(String.valueOf(e.getMessage()));
    } catch (GeneralSecurityException e) {
      throw source.problem("failed to parse " + source.key() + ": " + e.getMessage());
    }
  }

  /// @param authorities null for the authorities that the JDK trusts
  private static X509ExtendedTrustManager trustManager(@Nullable List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities == null ? null : store(authorities));
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  private static KeyStore store(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry(Integer.toString(i), authorities.get(i));
    }
    return store;
  }

  /// A context with settings that Netty's builder does not support.
  private static final class Tuned extends DelegatingSslContext {
    private final String[] groups;
    private final boolean prefersServerCipherSuites;

    Tuned(SslContext context, TlsSettings tls) {
      super(context);
      List<Curve> chosen = tls.protocol().curves();
      List<Curve> curves = chosen.isEmpty() ? List.of(Curve.values()) : chosen;
      this.groups = curves.stream().map(Curve::group).toArray(String[]::new);
      this.prefersServerCipherSuites = tls.protocol().prefersServerCipherSuites();
    }

    @Override
    protected void initEngine(SSLEngine engine) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setNamedGroups(groups);
      parameters.setUseCipherSuitesOrder(prefersServerCipherSuites);
      engine.setSSLParameters(parameters);
    }
  }
}
