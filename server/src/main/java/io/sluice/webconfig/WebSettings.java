package io.sluice.webconfig;

import io.sluice.http.Header;
import io.sluice.yaml.YamlScalar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings of a web configuration.
///
/// @param tls null without TLS
/// @param offersHttp2 whether HTTP/2 is offered to TLS clients
/// @param headers added to each response
/// @param users the bcrypt hash of each user's password; without users no password is required
record WebSettings(
    @Nullable TlsSettings tls,
    boolean offersHttp2,
    List<Header> headers,
    Map<String, YamlScalar> users,
    RateLimit rate) {

  /// @throws WebConfigException with the Pushgateway's message if a user's hash is invalid
  void checkUsers() throws WebConfigException {
    for (YamlScalar hash : users.values()) {
      String problem = BcryptHash.problem(hash.text());
      if (problem != null) {
        throw WebConfigException.at(hash, problem);
      }
    }
  }
}
