package io.sluice.webconfig;

import io.sluice.yaml.YamlScalar;

/// An elliptic curve for the key exchange, with Go's name and the JDK's name.
enum Curve {
  X25519("X25519", "x25519"),
  P256("CurveP256", "secp256r1"),
  P384("CurveP384", "secp384r1"),
  P521("CurveP521", "secp521r1");

  private final String goName;
  private final String group;

  Curve(String goName, String group) {
    this.goName = goName;
    this.group = group;
  }

  static Curve parse(YamlScalar value) throws WebConfigException {
    for (Curve curve : values()) {
      if (curve.goName.equals(value.text())) {
        return curve;
      }
    }
    throw WebConfigException.at(value, "unknown curve: " + value.text());
  }

  /// The JDK's name.
  String group() {
    return group;
  }
}
