package io.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A file of another program on disks that support hard links or do not.
final class TakeoverTest {
  private static final FileNames NAMES = new FileNames("data");
  private static final String KEPT = "data.other";

  /// Longer than the copy buffer, and not a multiple of its size.
  private static final String ORIGINAL = "original" + "x".repeat((2 << 20) + 5);

  private final Random random = new Random(3);
  private final RecordedEvents events = new RecordedEvents();

  @Test
  void open_diskWithoutLinks_keepsACopy() throws IOException {
    FaultyDisk disk = disk();
    disk.refuseLinks();

    assertThat(start(disk)).containsExactly("original");
    assertThat(text(disk, KEPT)).isEqualTo(ORIGINAL);
    assertThat(disk.contents()).doesNotContainKey("data.unfinished");
    assertThat(start(disk)).containsExactly("original");
  }

  /// The power may fail at any moment: the original is complete under one of its names, and the
  /// next start finishes.
  @Test
  void open_powerFails_originalIsWholeAndTheNextStartFinishes() throws IOException {
    for (boolean hasLinks : new boolean[] {true, false}) {
      int finished = 0;
      for (int operations = 0; finished == 0; operations++) {
        FaultyDisk disk = disk();
        if (!hasLinks) {
          disk.refuseLinks();
        }
        disk.cutPowerAfter(operations);
        try {
          start(disk);
          finished++;
        } catch (IOException e) {
          assertThat(e).hasMessage("the power is off");
        }
        FaultyDisk after = disk.afterPowerLoss();
        String kept = after.contents().containsKey(KEPT) ? text(after, KEPT) : "";
        assertThat(List.of(kept, text(after, "data"))).contains(ORIGINAL);
        if (!hasLinks) {
          after.refuseLinks();
        }
        assertThat(start(after)).containsExactly("original");
        assertThat(text(after, KEPT)).isEqualTo(ORIGINAL);
      }
    }
  }

  @Test
  void open_otherFileInTheWayOnADiskWithoutLinks_isRefusedAndUntouched() throws IOException {
    FaultyDisk disk = disk();
    disk.refuseLinks();
    disk.put(KEPT, "of somebody else".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> start(disk))
        .hasMessage("cannot keep data as data.other: another file with that name exists");
    assertThat(text(disk, KEPT)).isEqualTo("of somebody else");
    assertThat(text(disk, "data")).isEqualTo(ORIGINAL);
  }

  private FaultyDisk disk() {
    var disk = new FaultyDisk(random);
    disk.put("data", ORIGINAL.getBytes(StandardCharsets.UTF_8));
    return disk;
  }

  private List<String> start(FaultyDisk disk) throws IOException {
    var lines = new Lines();
    var options = new Journal.Options(SyncPolicy.PUSH, Duration.ofDays(1));
    Journal.open(
            disk, NAMES, options, lines, new Other(), events, f -> events.fatal.add(f), () -> {})
        .close();
    return lines.state();
  }

  private static String text(FaultyDisk disk, String name) {
    return new String(HexFormat.of().parseHex(disk.contents().get(name)), StandardCharsets.UTF_8);
  }

  /// A program whose files begin with a word, which is the state.
  private static final class Other implements ForeignSnapshot {
    private static final int LENGTH = "original".length();

    @Override
    public String suffix() {
      return ".other";
    }

    @Override
    public boolean accepts(MemorySegment file) {
      return file.byteSize() >= LENGTH && word(file).equals("original");
    }

    @Override
    public Iterator<byte[]> parts(MemorySegment file) {
      return List.of(word(file).getBytes(StandardCharsets.UTF_8)).iterator();
    }

    private static String word(MemorySegment file) {
      byte[] bytes = file.asSlice(0, LENGTH).toArray(ValueLayout.JAVA_BYTE);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
