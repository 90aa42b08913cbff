package io.sluice.webconfig;

import io.sluice.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;

/// A version of TLS with its names in the file and in the JDK.
enum TlsVersion {
  TLS10("TLSv1"),
  TLS11("TLSv1.1"),
  TLS12("TLSv1.2"),
  TLS13("TLSv1.3");

  private final String protocol;

  TlsVersion(String protocol) {
    this.protocol = protocol;
  }

  static TlsVersion parse(YamlScalar value) throws WebConfigException {
    for (TlsVersion version : values()) {
      if (version.name().equals(value.text())) {
        return version;
      }
    }
    throw WebConfigException.at(value, "unknown TLS version: " + value.text());
  }

  /// The JDK's names of the versions from one to another.
  static List<String> protocols(TlsVersion min, TlsVersion max) {
    var protocols = new ArrayList<String>();
    for (TlsVersion version : values()) {
      if (version.compareTo(min) >= 0 && version.compareTo(max) <= 0) {
        protocols.add(version.protocol);
      }
    }
    return protocols;
  }

  String protocol() {
    return protocol;
  }
}
