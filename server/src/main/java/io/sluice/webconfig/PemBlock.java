package io.sluice.webconfig;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One block of a PEM text (RFC 7468), between `-----BEGIN type-----` and `-----END type-----`.
///
/// @param type such as `CERTIFICATE`
/// @param der the decoded bytes
record PemBlock(String type, byte[] der) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]++)-----END \\1-----");

  /// All blocks of a text, in order. Other text is ignored, and so are blocks that have headers
  /// (they are encrypted) or are not valid base64.
  static List<PemBlock> parse(byte[] text) {
    var blocks = new ArrayList<PemBlock>();
    Matcher matcher = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
        blocks.add(new PemBlock(matcher.group(1), der));
      } catch (IllegalArgumentException _) {
        // ignored
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
