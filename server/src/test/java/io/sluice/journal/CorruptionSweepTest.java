package io.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/// Every kind of damage at every place of a snapshot and two segments: a start either restores
/// exactly the content, or omits an end that was never acknowledged, or refuses. It never restores
/// anything else, fails in another way, or changes a file.
///
/// The files are encoded here independently, according to the diagrams of the format.
class CorruptionSweepTest {
  private static final FileNames NAMES = new FileNames("data");
  private static final String LAST = "data.journal.3";
  private static final List<String> ALL = List.of("a", "bb", "ccc", "d", "ee", "fff", "g");

  /// Snapshot up to bb; ccc and d in one segment, the rest in the last. Each record marks the
  /// previous one as durable.
  private static Map<String, byte[]> good() {
    var files = new LinkedHashMap<String, byte[]>();
    files.put(
        "data", join(head("SLUICES\n", 2), frame(0, 0, "a"), frame(1, 0, "bb"), frame(2, 0, "")));
    files.put("data.journal.2", join(head("SLUICEJ\n", 3), frame(3, 2, "ccc"), frame(4, 3, "d")));
    files.put(
        LAST, join(head("SLUICEJ\n", 5), frame(5, 4, "ee"), frame(6, 5, "fff"), frame(7, 6, "g")));
    return files;
  }

  @Test
  void encode_byTheDrawings_givesWhatTheJournalWrites() throws Exception {
    var disk = new FaultyDisk(new Random(1));
    var options = new Journal.Options(SyncPolicy.PUSH, Duration.ofDays(1));
    var journal =
        Journal.open(
            disk, NAMES, options, new Lines(), null, new RecordedEvents(), _ -> {}, () -> {});
    journal.append("a").toCompletableFuture().get();
    journal.append("bb").toCompletableFuture().get();
    String segment = disk.contents().get("data.journal.1");
    journal.close();

    assertThat(segment)
        .isEqualTo(hex(join(head("SLUICEJ\n", 1), frame(1, 0, "a"), frame(2, 1, "bb"))));
    assertThat(disk.contents())
        .containsEntry("data", hex(bytes("data")))
        .containsEntry("data.journal.2", hex(head("SLUICEJ\n", 3)));
  }

  @Test
  void open_nothingDamaged_hasAll() throws IOException {
    assertThat(recovered(disk(good()))).isEqualTo(ALL);
  }

  @Test
  void open_anyBitFlipped_isExactOrRefused() {
    damageEach(
        (bytes, at) -> {
          var damaged = new ArrayList<byte[]>();
          for (int bit = 0; bit < 8; bit++) {
            byte[] copy = bytes.clone();
            copy[at] ^= (byte) (1 << bit);
            damaged.add(copy);
          }
          return damaged;
        });
  }

  @Test
  void open_anyTruncation_isExactOrRefused() {
    damageEach((bytes, at) -> List.of(Arrays.copyOf(bytes, at)));
  }

  @Test
  void open_anyBytesLostDoubledZeroedOrAdded_isExactOrRefused() {
    damageEach(
        (bytes, at) -> {
          var damaged = new ArrayList<byte[]>();
          for (int length : new int[] {1, 4, 24, 26, 27, 60}) {
            int end = Math.min(bytes.length, at + length);
            byte[] before = Arrays.copyOf(bytes, at);
            byte[] run = Arrays.copyOfRange(bytes, at, end);
            byte[] after = Arrays.copyOfRange(bytes, end, bytes.length);
            damaged.add(join(before, after));
            damaged.add(join(before, run, run, after));
            damaged.add(join(before, new byte[run.length], after));
            damaged.add(join(before, run, new byte[length], after));
          }
          return damaged;
        });
  }

  @Test
  void open_anyFileMissingOrInThePlaceOfAnother_isExactOrRefused() {
    for (String name : good().keySet()) {
      var missing = new LinkedHashMap<>(good());
      missing.remove(name);
      check(missing, name.equals(LAST), "without " + name);
      for (String other : good().keySet()) {
        boolean touchesLast = name.equals(LAST) || other.equals(LAST);
        var swapped = new LinkedHashMap<>(good());
        swapped.put(name, bytes(other));
        swapped.put(other, bytes(name));
        check(swapped, touchesLast, name + " and " + other + " swapped");
        var doubled = new LinkedHashMap<>(good());
        doubled.put(other, bytes(name));
        check(doubled, touchesLast, name + " also as " + other);
      }
    }
  }

  private static byte[] bytes(String name) {
    return Objects.requireNonNull(good().get(name));
  }

  private interface DamageAt {
    List<byte[]> apply(byte[] bytes, int at);
  }

  private static void damageEach(DamageAt damage) {
    good()
        .forEach(
            (name, bytes) -> {
              for (int at = 0; at < bytes.length; at++) {
                int kind = 0;
                for (byte[] damaged : damage.apply(bytes, at)) {
                  var files = new LinkedHashMap<>(good());
                  files.put(name, damaged);
                  check(files, name.equals(LAST), name + " at " + at + " kind " + kind++);
                }
              }
            });
  }

  /// @param mayBeTorn whether a crash can cause the damage
  private static void check(Map<String, byte[]> files, boolean mayBeTorn, String what) {
    FaultyDisk disk = disk(files);
    Map<String, String> before = disk.contents();
    try {
      List<String> state = recovered(disk);
      assertThat(ALL).as(what).startsWith(state.toArray(String[]::new));
      assertThat(state.size() == ALL.size() || (mayBeTorn && state.size() >= 4))
          .as("%s: %s", what, state)
          .isTrue();
    } catch (IOException e) {
      assertThat(e).as(what).hasMessageContaining("data");
    }
    checkInspection(disk, what);
    assertThat(disk.contents()).as(what).isEqualTo(before);
  }

  /// The content restored from damaged files is a part of the original, in order.
  private static void checkInspection(FaultyDisk disk, String what) {
    var lines = new Lines();
    try {
      Inspection.read(disk, NAMES, lines);
    } catch (IOException e) {
      throw new AssertionError(what, e);
    }
    var kept = new ArrayList<>(ALL);
    kept.retainAll(lines.state());
    assertThat(lines.state()).as("inspection, %s", what).isEqualTo(kept);
  }

  private static List<String> recovered(FaultyDisk disk) throws IOException {
    var lines = new Lines();
    new Recovery<>(disk, NAMES, lines, new RecordedEvents()).run();
    return lines.state();
  }

  private static FaultyDisk disk(Map<String, byte[]> files) {
    var disk = new FaultyDisk(new Random(1));
    files.forEach(disk::put);
    return disk;
  }

  private static byte[] head(String magic, long sequence) {
    byte[] start = join(ascii(magic), little(1), little(0), little(sequence));
    return join(start, little(crc(start)));
  }

  private static byte[] frame(long sequence, long durable, String payload) {
    byte[] rest = join(little(sequence), little(durable), ascii(payload));
    byte[] length = little(payload.length());
    return join(length, little(crc(join(length, rest))), rest);
  }

  private static int crc(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static byte[] little(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
