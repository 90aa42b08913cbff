package io.sluice.web.push;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.http.decoding.BodyDecoding;
import io.sluice.intake.PushResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Hints for bodies that could not be parsed but whose encoding or format is recognised. Use it
/// only for such bodies, because some of the recognised bodies can be valid.
public final class BodyHint {
  private static final String ENCODE_AS_GZIP =
      ": send the text as it is, or compressed with gzip and the header \"Content-Encoding: gzip\"";
  private static final String ENCODE_AS_UTF8 =
      ": send it as UTF-8 (in PowerShell: Out-File -Encoding utf8)";
  private static final String SEND_AS_BODY =
      ": send the metrics as the body itself (curl --data-binary @FILE)";

  /// The first bytes of compressed data, one byte per char.
  private enum Magic {
    ZSTD("zstd", "(\u00b5/\u00fd"),
    LZ4("lz4", "\u0004\"M\u0018"),
    LZ4_LEGACY("lz4", "\u0002!L\u0018"),
    BZIP2("bzip2", "BZh"),
    XZ("xz", "\u00fd7zXZ"),
    ZIP("zip", "PK\u0003\u0004");

    private final String encoding;
    private final String bytes;

    Magic(String encoding, String bytes) {
      this.encoding = encoding;
      this.bytes = bytes;
    }
  }

  /// The number of byte pairs that are examined to recognise UTF-16.
  private static final int UTF16_SAMPLE_PAIRS = 128;

  /// The number of bytes that are inflated to recognise zlib: inflating other text fails after a
  /// few bytes.
  private static final int ZLIB_SAMPLE_BYTES = 256;

  /// Only bodies up to this size are recognised as form data.
  private static final int MAX_FORM_BYTES = 1 << 16;

  /// Matches exactly `name=value&name=value`, with percent escapes.
  private static final Pattern FORM =
      Pattern.compile(
          "[\\w%.+*\\[\\]-]+=[\\w%.+*~!,:/-]*+(&[\\w%.+*\\[\\]-]+=[\\w%.+*~!,:/-]*+)*+");

  // Two patterns, because the time of a combined one would be quadratic in the length of the body.
  private static final Pattern URL_ENCODED = Pattern.compile("[\\w%.+*-]++");

  /// The percent escape of a line feed, a space, a quote, `#` or `{`.
  private static final Pattern ESCAPED_TEXT = Pattern.compile("%(0A|20|22|23|7B)");

  private BodyHint() {}

  /// Replaces the excerpt in a refusal with the hint, if there is one.
  static PushResult.Refused addTo(PushResult.Refused refusal, byte[] body) {
    String hint = of(refusal, body);
    return hint == null
        ? refusal
        : new PushResult.Refused(
            refusal.reason(), refusal.message() + "\n" + hint, null, null, refusal.series());
  }

  /// The hint for a refusal, in one line, or null.
  public static @Nullable String of(PushResult.Refused refusal, byte[] body) {
    return refusal.reason() == PushResult.Reason.MALFORMED ? of(body) : null;
  }

  /// The hint for a body that could not be parsed, in one line, or null.
  public static @Nullable String of(byte[] body) {
    String encoding = encodingHint(body);
    if (encoding != null) {
      return encoding;
    }
    if (isJson(body)) {
      return "the body is JSON: send metrics in the text format, for example: my_metric 1";
    }
    String start =
        new String(body, 0, Math.min(body.length, MAX_FORM_BYTES), StandardCharsets.ISO_8859_1);
    if (isMultipart(start)) {
      return "the body is form data of several parts" + SEND_AS_BODY;
    }
    String line = start.strip();
    if (FORM.matcher(line).matches() || isUrlEncoded(line)) {
      return "the body is URL-encoded form data" + SEND_AS_BODY;
    }
    return start.startsWith("#") && start.indexOf('\n') < 0
        ? "the body has no line feed: curl -d removes them, curl --data-binary does not"
        : null;
  }

  private static @Nullable String encodingHint(byte[] body) {
    if (begins(body, "\u00ff\u00fe") || begins(body, "\u00fe\u00ff")) {
      return "the body begins with a byte order mark of UTF-16" + ENCODE_AS_UTF8;
    }
    if (begins(body, "\u001f\u008b")) {
      return "the body is compressed with gzip: send the header \"Content-Encoding: gzip\"";
    }
    if (begins(body, "\u00ff\u0006\0\0sNaPpY")) {
      return "the body is compressed with framed snappy: send the header \"Content-Encoding: snappy\"";
    }
    for (Magic magic : Magic.values()) {
      if (begins(body, magic.bytes)) {
        return "the body is compressed with " + magic.encoding + ENCODE_AS_GZIP;
      }
    }
    if (isZlib(body)) {
      return "the body is compressed with zlib (deflate)" + ENCODE_AS_GZIP;
    }
    if (isUtf16(body)) {
      return "the body looks like UTF-16" + ENCODE_AS_UTF8;
    }
    return BodyDecoding.isRemoteWrite(body) ? BodyDecoding.REMOTE_WRITE_HINT : null;
  }

  private static boolean begins(byte[] body, String latin1) {
    byte[] start = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return body.length >= start.length
        && Arrays.equals(body, 0, start.length, start, 0, start.length);
  }

  /// Whether the body begins with a zlib header and the rest can be inflated: two letters of text
  /// can look like such a header.
  private static boolean isZlib(byte[] body) {
    if (body.length < 3
        || (body[0] & 0x0F) != 8
        || (((body[0] & 0xFF) << 8) | (body[1] & 0xFF)) % 31 != 0) {
      return false;
    }
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(body);
      var out = new byte[ZLIB_SAMPLE_BYTES];
      return inflater.inflate(out) == out.length || inflater.finished();
    } catch (DataFormatException _) {
      return false;
    }
  }

  /// Whether nearly every second byte is zero, as in UTF-16 of mostly ASCII letters.
  private static boolean isUtf16(byte[] body) {
    int pairs = Math.min(UTF16_SAMPLE_PAIRS, body.length / 2);
    int high = 0;
    int low = 0;
    for (int i = 0; i < pairs; i++) {
      high += body[2 * i] == 0 ? 1 : 0;
      low += body[2 * i + 1] == 0 ? 1 : 0;
    }
    int max = Math.max(high, low);
    int min = Math.min(high, low);
    return pairs > 1 && min == 0 && 2 * max > pairs;
  }

  /// Whether the body is a JSON object or array, or a sequence of them, one per line.
  private static boolean isJson(byte[] body) {
    try (JsonParser parser = new JsonFactory().createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
        return false;
      }
      JsonToken last = first;
      for (JsonToken token = first; token != null; token = parser.nextToken()) {
        last = token;
      }
      return last.isStructEnd();
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean isUrlEncoded(String line) {
    return URL_ENCODED.matcher(line).matches() && ESCAPED_TEXT.matcher(line).find();
  }

  private static boolean isMultipart(String start) {
    return start.startsWith("--")
        && start.toLowerCase(Locale.ROOT).contains("content-disposition: form-data");
  }
}
