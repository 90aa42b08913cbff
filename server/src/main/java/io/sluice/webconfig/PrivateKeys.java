package io.sluice.webconfig;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/// Parses private keys in all formats that Go supports: PKCS#8, PKCS#1 (RSA) and SEC 1 (EC).
// The JDK supports only PKCS#8, which wraps the other formats (RFC 5958):
//
//   SEQUENCE { INTEGER 0, AlgorithmIdentifier, OCTET STRING { the key in its own form } }
//
// The algorithm is that of the certificate, whose public key contains it in the same format (RFC
// 5280):
//
//   SEQUENCE { AlgorithmIdentifier, BIT STRING { the public key } }
final class PrivateKeys {
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final byte[] VERSION = {0x02, 0x01, 0x00};
  private static final int CHALLENGE_BYTES = 32;
  private static final int LONG_FORM = 0x80;

  private PrivateKeys() {}

  /// Parses a key.
  ///
  /// @param certified the public key of the certificate
  /// @throws GeneralSecurityException if it is not a key, or is of another kind
  static PrivateKey parse(PemBlock block, PublicKey certified) throws GeneralSecurityException {
    boolean isWrapped = block.type().equals("PRIVATE KEY");
    byte[] pkcs8 = isWrapped ? block.der() : wrap(block.der(), algorithm(certified));
    return KeyFactory.getInstance(certified.getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /// Whether `certified` verifies a signature by `key`.
  static boolean belong(PrivateKey key, PublicKey certified) {
    byte[] challenge = new byte[CHALLENGE_BYTES];
    new SecureRandom().nextBytes(challenge);
    try {
      Signature signature = Signature.getInstance(signatureAlgorithm(certified));
      signature.initSign(key);
      signature.update(challenge);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(challenge);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static String signatureAlgorithm(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }

  private static byte[] algorithm(PublicKey key) {
    ByteBuffer der = ByteBuffer.wrap(key.getEncoded());
    enter(der);
    int start = der.position();
    int length = enter(der);
    byte[] algorithm = new byte[der.position() + length - start];
    der.get(start, algorithm);
    return algorithm;
  }

  /// Moves to the content of the next element, and returns its length.
  private static int enter(ByteBuffer der) {
    der.get();
    int length = der.get() & 0xff;
    if (length < LONG_FORM) {
      return length;
    }
    int bytes = length - LONG_FORM;
    length = 0;
    for (int i = 0; i < bytes; i++) {
      length = (length << 8) | (der.get() & 0xff);
    }
    return length;
  }

  private static byte[] wrap(byte[] key, byte[] algorithm) {
    byte[] octets = element(OCTET_STRING, key);
    int length = VERSION.length + algorithm.length + octets.length;
    return element(
        SEQUENCE, ByteBuffer.allocate(length).put(VERSION).put(algorithm).put(octets).array());
  }

  private static byte[] element(int tag, byte[] content) {
    // Three bytes are enough for the length of the largest allowed file.
    return ByteBuffer.allocate(5 + content.length)
        .put((byte) tag)
        .put((byte) (LONG_FORM | 3))
        .put((byte) (content.length >>> 16))
        .putShort((short) content.length)
        .put(content)
        .array();
  }
}
