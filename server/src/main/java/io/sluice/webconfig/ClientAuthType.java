package io.sluice.webconfig;

import io.netty.handler.ssl.ClientAuth;
import io.sluice.yaml.YamlScalar;
import org.jspecify.annotations.Nullable;

/// The policy for client certificates. The names are Go's.
enum ClientAuthType {
  NO_CLIENT_CERT(ClientAuth.NONE, false),
  REQUEST_CLIENT_CERT(ClientAuth.OPTIONAL, false),
  REQUIRE_ANY_CLIENT_CERT(ClientAuth.REQUIRE, false),
  VERIFY_CLIENT_CERT_IF_GIVEN(ClientAuth.OPTIONAL, true),
  REQUIRE_AND_VERIFY_CLIENT_CERT(ClientAuth.REQUIRE, true);

  /// Whether a certificate is requested, and whether it is required.
  private final ClientAuth demand;

  private final boolean isVerified;

  ClientAuthType(ClientAuth demand, boolean isVerified) {
    this.demand = demand;
    this.isVerified = isVerified;
  }

  /// @param value null if not configured
  static ClientAuthType parse(@Nullable YamlScalar value) throws WebConfigException {
    if (value == null) {
      return NO_CLIENT_CERT;
    }
    return switch (value.text()) {
      case "", "NoClientCert" -> NO_CLIENT_CERT;
      case "RequestClientCert" -> REQUEST_CLIENT_CERT;
      case "RequireAnyClientCert", "RequireClientCert" -> REQUIRE_ANY_CLIENT_CERT;
      case "VerifyClientCertIfGiven" -> VERIFY_CLIENT_CERT_IF_GIVEN;
      case "RequireAndVerifyClientCert" -> REQUIRE_AND_VERIFY_CLIENT_CERT;
      default -> throw WebConfigException.at(value, "invalid ClientAuth: " + value.text());
    };
  }

  ClientAuth demand() {
    return demand;
  }

  boolean isVerified() {
    return isVerified;
  }
}
