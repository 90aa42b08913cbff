package io.sluice.http.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.http.BodyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.SnappyFramedOutputStream;

final class BodyDecodingTest {
  private static final int MAX_BYTES = 1_000_000;
  private static final byte[] TEXT = bytes("some_metric 3.14\n".repeat(50));
  private static final String MAGIC = "ff060000734e61507059";

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "deflate", "gzip, gzip", "x-gzip", "", "identity"})
  void decode_otherEncoding_leavesBodyAsItIs(String encoding) throws BodyException {
    assertThat(BodyDecoding.decode(encoding, TEXT, 1)).isSameAs(TEXT);
  }

  @Test
  void decode_noEncoding_leavesBodyAsItIs() throws BodyException {
    assertThat(BodyDecoding.decode(null, TEXT, 1)).isSameAs(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZip"})
  void gzip_oneMember_isDecoded(String encoding) throws Exception {
    assertThat(BodyDecoding.decode(encoding, gzip(TEXT), MAX_BYTES)).isEqualTo(TEXT);
  }

  @Test
  void gzip_severalMembers_areJoined() throws Exception {
    byte[] body = join(gzip(TEXT), gzip(new byte[0]), gzip(bytes("end")));

    assertThat(decodeGzip(body)).isEqualTo(join(TEXT, bytes("end")));
  }

  @Test
  void gzip_allHeaderFields_areSkipped() throws Exception {
    // Flags: text, header CRC, extra, name, comment.
    byte[] header = hex("1f8b081f00000000000302006162" + "6e616d6500" + "636f6d6d656e7400");
    byte[] rest = Arrays.copyOfRange(gzip(TEXT), 10, gzip(TEXT).length);

    assertThat(decodeGzip(join(header, crc16(header), rest))).isEqualTo(TEXT);
    assertThat(gzipError(join(header, hex("0000"), rest))).isEqualTo("gzip: invalid header");
  }

  @ParameterizedTest
  @CsvSource({
    "'', EOF",
    "1f, unexpected EOF",
    "1f8b080000000000, unexpected EOF",
    "1f8b0800000000000003, unexpected EOF",
    "00000000000000000000, 'gzip: invalid header'",
    "1f8b0900000000000003, 'gzip: invalid header'",
    "1f8b08080000000000036162, unexpected EOF",
    "1f8b0804000000000003ffff, unexpected EOF",
  })
  void gzip_brokenHeader_failsWithGosWords(String hex, String message) {
    assertThat(gzipError(hex(hex))).isEqualTo(message);
  }

  @Test
  void gzip_everyTruncation_isUnexpectedEnd() throws IOException {
    byte[] whole = gzip(TEXT);

    for (int length = 1; length < whole.length; length++) {
      assertThat(gzipError(Arrays.copyOf(whole, length))).isEqualTo("unexpected EOF");
    }
  }

  @Test
  void gzip_wrongTrailer_isInvalidChecksum() throws IOException {
    byte[] whole = gzip(TEXT);
    for (int i = 1; i <= 8; i++) {
      byte[] damaged = whole.clone();
      damaged[whole.length - i] ^= 1;

      assertThat(gzipError(damaged)).isEqualTo("gzip: invalid checksum");
    }
  }

  @Test
  void gzip_garbageAfterMember_isInvalidHeader() throws IOException {
    assertThat(gzipError(join(gzip(TEXT), new byte[10]))).isEqualTo("gzip: invalid header");
    assertThat(gzipError(join(gzip(TEXT), new byte[9]))).isEqualTo("unexpected EOF");
  }

  @Test
  void gzip_corruptData_namesAnOffset() throws IOException {
    byte[] damaged = gzip(TEXT);
    damaged[10] = 7; // a last block of the reserved type

    assertThat(gzipError(damaged)).isEqualTo("flate: corrupt input before offset 1");
  }

  @Test
  void gzip_overTheLimit_is413() throws IOException {
    byte[] bomb = gzip(new byte[MAX_BYTES + 1]);

    BodyException refused = error("gzip", bomb);

    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused).hasMessage("request body too large after decompression: max_bytes=1000000");
  }

  @Test
  void snappy_framedByAnotherLibrary_isDecoded() throws Exception {
    Random random = new Random(7);
    for (int size : new int[] {0, 1, 100, 65_536, 65_537, 200_000}) {
      byte[] plain = repetitive(random, size);

      assertThat(BodyDecoding.decode("Snappy", snappy(plain), MAX_BYTES)).isEqualTo(plain);
    }
  }

  @Test
  void snappy_emptyBody_isEmpty() throws BodyException {
    assertThat(BodyDecoding.decode("snappy", new byte[0], MAX_BYTES)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ff, 'snappy: corrupt input'",
    "01050000, 'snappy: corrupt input'",
    "ff060000734e61507058, 'snappy: corrupt input'",
    "ff060000734e6150, 'snappy: corrupt input'",
    "ff050000734e615070, 'snappy: corrupt input'",
  })
  void snappy_notAStream_isCorrupt(String hex, String message) {
    assertThat(snappyError(hex(hex))).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "02000000, 'snappy: unsupported input'",
    "7f000000, 'snappy: unsupported input'",
    "00ffffff, 'snappy: unsupported input'",
    "00030000616263, 'snappy: corrupt input'",
    "000400000000000000, 'snappy: corrupt input'",
    "0105000000000000ff, 'snappy: corrupt input'",
    "00, 'snappy: corrupt input'",
    "000a0000, 'snappy: corrupt input'",
    "fe0500006162, 'snappy: corrupt input'",
  })
  void snappy_brokenChunk_failsWithGosWords(String hex, String message) {
    assertThat(snappyError(hex(MAGIC + hex))).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe0200006162", "80000000", MAGIC})
  void snappy_chunkToSkip_isSkipped(String hex) throws Exception {
    byte[] stream = join(hex(MAGIC + hex), snappy(TEXT));

    assertThat(BodyDecoding.decode("snappy", stream, MAX_BYTES)).isEqualTo(TEXT);
  }

  /// A damaged copy may still copy the same bytes; the checksum detects all other results.
  @Test
  void snappy_everyDamagedByte_isAnErrorOrTheSameText() throws Exception {
    byte[] whole = snappy(TEXT);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x55;
      try {
        assertThat(BodyDecoding.decode("snappy", damaged, MAX_BYTES)).isEqualTo(TEXT);
      } catch (BodyException e) {
        assertThat(e).hasMessageStartingWith("snappy: ");
      }
    }
  }

  // The checksum of each is correct: a length of three before one byte, a length of one before two,
  // and an element without its data at the end.
  @ParameterizedTest
  @CsvSource({"030061, a", "01046162, ab", "01006104, a"})
  void snappy_blockUnlikeItsLength_isCorrupt(String block, String content) {
    byte[] body = join(hex(MAGIC), compressedChunk(hex(block), content));

    assertThat(snappyError(body)).isEqualTo("snappy: corrupt input");
  }

  @Test
  void snappy_overTheLimit_is413() throws IOException {
    BodyException refused = error("snappy", snappy(new byte[MAX_BYTES + 1]));

    assertThat(refused.status()).isEqualTo(413);
  }

  /// A member takes twenty bytes, so its cost must be small, too.
  @Test
  void gzip_millionEmptyMembers_isRead() throws Exception {
    byte[] empty = gzip(new byte[0]);
    byte[] last = gzip(TEXT);
    byte[] body = new byte[1_000_000 * empty.length + last.length];
    for (int i = 0; i < 1_000_000; i++) {
      System.arraycopy(empty, 0, body, i * empty.length, empty.length);
    }
    System.arraycopy(last, 0, body, body.length - last.length, last.length);

    assertThat(decodeGzip(body)).isEqualTo(TEXT);
  }

  @Test
  void snappy_millionStreamIdentifiersAndPadding_isRead() throws Exception {
    byte[] start = hex(MAGIC);
    byte[] padding = hex("fe000000");
    byte[] last = snappy(TEXT);
    int unit = start.length + padding.length;
    byte[] body = new byte[1_000_000 * unit + last.length];
    for (int i = 0; i < 1_000_000; i++) {
      System.arraycopy(start, 0, body, i * unit, start.length);
      System.arraycopy(padding, 0, body, i * unit + start.length, padding.length);
    }
    System.arraycopy(last, 0, body, body.length - last.length, last.length);

    assertThat(BodyDecoding.decode("snappy", body, MAX_BYTES)).isEqualTo(TEXT);
  }

  private static byte[] decodeGzip(byte[] body) throws BodyException {
    return BodyDecoding.decode("gzip", body, MAX_BYTES);
  }

  private static String gzipError(byte[] body) {
    return error("gzip", body).getMessage();
  }

  private static byte[] compressedChunk(byte[] block, String content) {
    var crc = new CRC32C();
    crc.update(content.getBytes(StandardCharsets.UTF_8));
    int checksum = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    return ByteBuffer.allocate(8 + block.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((4 + block.length) << 8)
        .putInt(checksum)
        .put(block)
        .array();
  }

  private static String snappyError(byte[] body) {
    return error("snappy", body).getMessage();
  }

  private static BodyException error(String encoding, byte[] body) {
    BodyException error =
        catchThrowableOfType(
            BodyException.class, () -> BodyDecoding.decode(encoding, body, MAX_BYTES));
    assertThat(error).as("error of %s", HexFormat.of().formatHex(body)).isNotNull();
    return error;
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] snappy(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream snappy = new SnappyFramedOutputStream(out)) {
      snappy.write(plain);
    }
    return out.toByteArray();
  }

  /// Random data and copies of earlier data, near and far.
  private static byte[] repetitive(Random random, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      boolean isCopy = i > 0 && i % 64 < 48;
      bytes[i] = isCopy ? bytes[i - 1 - random.nextInt(Math.min(i, 3))] : (byte) random.nextInt();
    }
    return bytes;
  }

  private static byte[] crc16(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return new byte[] {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
