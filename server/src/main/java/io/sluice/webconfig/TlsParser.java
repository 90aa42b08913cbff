package io.sluice.webconfig;

import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlMap;
import io.sluice.yaml.YamlScalar;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses `tls_server_config`.
final class TlsParser {
  private final YamlMap tls;
  private final Path directory;
  private final InstantSource clock;

  /// @param directory the base of relative paths
  TlsParser(YamlMap tls, Path directory, InstantSource clock) {
    this.tls = tls;
    this.directory = directory;
    this.clock = clock;
  }

  /// Parses the section.
  TlsSettings parse() throws YamlException, WebConfigException {
    PemText cert = PemText.parse(tls, "cert", directory, clock);
    PemText key = PemText.parse(tls, "key", directory, clock);
    PemText clientCa = PemText.parse(tls, "client_ca", directory, clock);
    YamlScalar authName = tls.scalar("client_auth_type");
    List<String> allowedSans = texts("client_allowed_sans");
    TlsVersion min = version("min_version", TlsVersion.TLS12);
    TlsVersion max = version("max_version", TlsVersion.TLS13);
    List<String> cipherSuites = cipherSuites();
    List<Curve> curves = curves();
    Boolean prefersServer = tls.bool("prefer_server_cipher_suites");
    tls.finish();

    ClientAuthType auth = ClientAuthType.NO_CLIENT_CERT;
    WebConfigException mistake = null;
    try {
      auth = ClientAuthType.parse(authName);
      checkPair(cert, key);
      checkForms();
      checkClients(clientCa, auth, allowedSans);
      checkVersions(min, max);
    } catch (WebConfigException e) {
      mistake = e;
    }
    return new TlsSettings(
        cert,
        key,
        clientCa,
        auth,
        allowedSans,
        new TlsProtocol(min, max, cipherSuites, curves, prefersServer == null || prefersServer),
        mistake);
  }

  private void checkPair(@Nullable PemText cert, @Nullable PemText key) throws WebConfigException {
    if (cert == null) {
      throw mistake("missing one of cert or cert_file");
    }
    if (key == null) {
      throw mistake("missing one of key or key_file");
    }
  }

  /// The Pushgateway silently uses the file.
  private void checkForms() throws WebConfigException {
    for (String key : List.of("cert", "key", "client_ca")) {
      if (tls.has(key) && tls.has(key + "_file")) {
        throw mistake(key, "both " + key + " and " + key + "_file are set");
      }
    }
  }

  private void checkClients(
      @Nullable PemText clientCa, ClientAuthType auth, List<String> allowedSans)
      throws WebConfigException {
    if (clientCa != null && auth == ClientAuthType.NO_CLIENT_CERT) {
      throw clientCa.problem("client CA's have been configured without a Client Auth Policy");
    }
    String sans = "client_allowed_sans";
    if (tls.has(sans) && allowedSans.isEmpty()) {
      throw mistake(sans, sans + " is empty, so it allows no client");
    }
    if (!allowedSans.isEmpty() && !auth.isVerified()) {
      throw mistake(
          sans,
          sans
              + " needs a client_auth_type that verifies certificates:"
              + " VerifyClientCertIfGiven or RequireAndVerifyClientCert");
    }
  }

  private void checkVersions(TlsVersion min, TlsVersion max) throws WebConfigException {
    if (min.compareTo(max) > 0) {
      throw mistake("min_version", "min_version " + min + " is above max_version " + max);
    }
  }

  private WebConfigException mistake(String problem) {
    return WebConfigException.at(tls.line(), tls.column(), problem);
  }

  private WebConfigException mistake(String key, String problem) {
    YamlException at = tls.problem(key, problem);
    return WebConfigException.at(at.line(), at.column(), problem);
  }

  private TlsVersion version(String key, TlsVersion byDefault)
      throws YamlException, WebConfigException {
    YamlScalar value = tls.scalar(key);
    return value == null ? byDefault : TlsVersion.parse(value);
  }

  private List<String> cipherSuites() throws YamlException, WebConfigException {
    var suites = new ArrayList<String>();
    for (YamlScalar value : tls.scalars("cipher_suites")) {
      suites.add(CipherSuites.parse(value));
    }
    return suites;
  }

  private List<Curve> curves() throws YamlException, WebConfigException {
    var curves = new ArrayList<Curve>();
    for (YamlScalar value : tls.scalars("curve_preferences")) {
      curves.add(Curve.parse(value));
    }
    return curves;
  }

  private List<String> texts(String key) throws YamlException {
    return tls.scalars(key).stream().map(YamlScalar::text).toList();
  }
}
