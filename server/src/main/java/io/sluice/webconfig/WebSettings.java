package io.sluice.webconfig;

import io.sluice.http.Header;
import io.sluice.yaml.YamlScalar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a web configuration says.
///
/// @param tls null to serve without
/// @param offersHttp2 whether clients who speak TLS are offered HTTP/2
/// @param headers what is added to each answer
/// @param users the bcrypt hash of each user's password; without users no password is required
record WebSettings(
    @Nullable TlsSettings tls,
    boolean offersHttp2,
    List<Header> headers,
    Map<String, YamlScalar> users,
    RateLimit rate) {

  /// @throws WebConfigException with the Pushgateway's words when a user could never come in
  void checkUsers() throws WebConfigException {
    for (YamlScalar hash : users.values()) {
      String problem = BcryptHash.problem(hash.text());
      if (problem != null) {
        throw WebConfigException.at(hash, problem);
      }
    }
  }
}
