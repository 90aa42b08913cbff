package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.http.Response;
import io.sluice.web.push.BodyHint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;

/// The second line of a 400: a hint for a body in the wrong encoding.
final class BodyHintTest {
  private static final String TEXT = "# HELP m Größe.\n# TYPE m gauge\nm{l=\"ä\"} 1\nn 2\n";

  private final OfflineGateway gateway = new OfflineGateway();

  static Stream<Arguments> bodies() throws IOException {
    byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
    return Stream.of(
        Arguments.of("UTF-16", utf16("UTF-16LE", "\uFEFF" + TEXT)),
        Arguments.of("UTF-16", utf16("UTF-16BE", "\uFEFF" + TEXT)),
        Arguments.of("UTF-16", utf16("UTF-16LE", TEXT)),
        Arguments.of("UTF-16", utf16("UTF-16BE", TEXT)),
        Arguments.of("UTF-16", utf16("UTF-16LE", "m 1\r\n")),
        Arguments.of("Content-Encoding: gzip", gzip(text)),
        Arguments.of("Content-Encoding: gzip", gzip(new byte[0])),
        Arguments.of("zlib", zlib(text)),
        Arguments.of("zlib", zlib("m 1\n".repeat(100_000).getBytes(StandardCharsets.UTF_8))),
        Arguments.of("zstd", hex("28b52ffd0458210000230a6d20310a")),
        Arguments.of("lz4", hex("04224d186440a704000080" + "6d20310a00000000")),
        Arguments.of("lz4", hex("02214c18050000004" + "06d20310a")),
        Arguments.of("Content-Encoding: snappy", hex("ff060000734e61507059010800004d20310a")),
        Arguments.of("remote write", Snappy.compress(writeRequest())),
        Arguments.of("JSON", bytes("{\"name\": \"m\", \"value\": 1}")),
        Arguments.of("JSON", bytes(" [ {\"m\": 1},\n{\"n\": [2]} ]\n")),
        Arguments.of("JSON", bytes("{\"m\":1}\n{\"m\":2}\n")),
        Arguments.of("JSON", bytes("[]")),
        Arguments.of("form data", bytes("a=1&b=two%20words&c=")),
        Arguments.of("form data", bytes("metric=1\n")),
        Arguments.of("form data", bytes("%23%20TYPE%20m%20gauge%0Am%201%0A")),
        Arguments.of("form data", bytes("m+1%0A")),
        Arguments.of(
            "form data",
            bytes(
                "--------x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"m\"\r\n\r\n"
                    + TEXT
                    + "\r\n--------x--\r\n")),
        Arguments.of("--data-binary", bytes("# TYPE m gaugem 1")));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void push_wrongEncoding_hasAHintInTheSecondLine(String hint, byte[] body) {
    String latin1 = new String(body, StandardCharsets.ISO_8859_1);
    for (String path : List.of("/metrics/job/a", "/aggregate/metrics/job/a")) {
      Response response = gateway.request("PUT", path, latin1);

      assertThat(response.status()).isEqualTo(400);
      List<String> lines = OfflineGateway.text(response).lines().toList();
      assertThat(lines).hasSize(2);
      assertThat(lines.getFirst()).startsWith("text format parsing error in line ");
      assertThat(lines.getLast()).startsWith("the body ").contains(hint);
    }
    String check = OfflineGateway.text(gateway.request("POST", "/api/v1/check", latin1));
    assertThat(check).contains("\"hint\":\"the body ").contains(hint.replace("\"", "\\\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x^2 1\n",
        "h\u0081 1\n",
        "m 1x\n",
        "m{a=\"b\n",
        "{\"m\" 1\n",
        "{}\n{x}\n",
        "a=1 2\n",
        "# TYPE m x\n",
        "BZ 1x\n",
        "PK",
        "--m 1\n",
        "0",
        "\0\0\0\0"
      })
  void of_otherBrokenText_isNull(String body) {
    assertThat(BodyHint.of(body.getBytes(StandardCharsets.ISO_8859_1))).isNull();
  }

  // Would catch patterns that backtrack.
  @Test
  void of_longTextThatIsNearlyFormData_isNull() {
    for (String part : List.of("%20", "&a=b", "a=b&", "a", "%0A=", "=")) {
      String body = "a=" + part.repeat(1 << 13) + "!\"";
      assertThat(BodyHint.of(bytes(body))).isNull();
      assertThat(BodyHint.of(bytes(body.substring(2)))).isNull();
    }
  }

  @Test
  void push_remoteWriteAsItIsSent_hasAHintInTheSecondLine() throws IOException {
    gateway.sendEncoded("snappy");
    String body = new String(Snappy.compress(writeRequest()), StandardCharsets.ISO_8859_1);

    Response response = gateway.request("POST", "/metrics/job/a", body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(OfflineGateway.text(response))
        .startsWith("snappy: corrupt input\nthe body is ")
        .contains("remote write");
  }

  /// The message of a label set and a sample, as in remote write.
  private static byte[] writeRequest() {
    byte[] label = hex("0a0c0a085f5f6e616d655f5f" + "1200");
    var series = new ByteArrayOutputStream();
    series.write(0x0A);
    series.write(label.length * 20);
    for (int i = 0; i < 20; i++) {
      series.writeBytes(label);
    }
    return series.toByteArray();
  }

  private static byte[] utf16(String charset, String text) {
    return text.getBytes(Charset.forName(charset));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] zlib(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (OutputStream zlib = new DeflaterOutputStream(out)) {
      zlib.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : digits + "0");
  }
}
