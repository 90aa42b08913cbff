package io.sluice.webconfig;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One block of a PEM text (RFC 7468): what stands between `-----BEGIN type-----` and its end.
///
/// @param type such as `CERTIFICATE`
/// @param der the bytes
record PemBlock(String type, byte[] der) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]++)-----END \\1-----");

  /// All blocks of a text, in order. What is no block is passed over, as is one that has headers
  /// (such are encrypted) or is no base64.
  static List<PemBlock> parse(byte[] text) {
    var blocks = new ArrayList<PemBlock>();
    Matcher matcher = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
        blocks.add(new PemBlock(matcher.group(1), der));
      } catch (IllegalArgumentException _) {
        // passed over
      }
    }
    return blocks;
  }

  boolean isCertificate() {
    return type.equals("CERTIFICATE");
  }

  boolean isPrivateKey() {
    return type.equals("PRIVATE KEY") || type.endsWith(" PRIVATE KEY");
  }
}
