package io.sluice.gateway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.Preparation;
import io.sluice.command.PushOrigin;
import io.sluice.format.ParsedBody;
import io.sluice.gateway.StoreStateMachine;
import io.sluice.journal.Inspection;
import io.sluice.model.GroupingKey;
import io.sluice.pages.FamilyHead;
import io.sluice.pages.StoredFamily;
import io.sluice.store.GroupPushStats;
import io.sluice.store.GroupView;
import io.sluice.store.PushGenerator;
import io.sluice.store.Store;
import io.sluice.store.index.AppliedPush;
import io.sluice.store.index.Digest;
import io.sluice.store.index.Tombstone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random states as the parts of snapshots, of this version and of earlier ones.
class SnapshotEncoderTest {
  private static final int COMMANDS = 2_000;

  @TempDir private Path folder;

  private final long seed = Long.getLong("sluice.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final PushGenerator generator = new PushGenerator(random);
  private final Store store = new Store(PushGenerator.OWN);

  @BeforeEach
  void fill() {
    System.out.println("StatePartsTest: -Dsluice.seed=" + seed);
    for (int i = 0; i < COMMANDS; i++) {
      store.apply(command(generator.next()));
      if (random.nextInt(100) == 0) {
        store.view(); // otherwise all changes would be made in place
      }
    }
  }

  // Would catch data that is missing in a part, and a page restored with wrong slots or heads.
  @Test
  void restore_partsOfARandomState_isTheSameState() throws IOException {
    var restored = new Store(PushGenerator.OWN);
    restore(restored, parts(store));

    assertThat(content(restored)).as("seed=%d", seed).isEqualTo(content(store));
    for (int i = 0; i < COMMANDS; i++) {
      Command command = command(generator.next());
      assertThat(restored.apply(command)).as("seed=%d", seed).isEqualTo(store.apply(command));
    }
    assertThat(content(restored)).as("seed=%d", seed).isEqualTo(content(store));
  }

  // Would catch a file from before an update that cannot be read after it.
  @Test
  void restore_groupsAsEarlierVersionsWroteThem_isTheSameState() throws IOException {
    var restored = new Store(PushGenerator.OWN);
    restore(restored, earlierParts());

    assertThat(content(restored)).as("seed=%d", seed).isEqualTo(content(store));
    for (int i = 0; i < COMMANDS; i++) {
      Command command = command(generator.next());
      assertThat(restored.apply(command)).as("seed=%d", seed).isEqualTo(store.apply(command));
    }
  }

  @Test
  void restore_groupOfTheFirstVersion_knowsWhenItWasPushed() throws IOException {
    byte[] group =
        new RecordWriter()
            .octet(SnapshotEncoder.TIMED_GROUP)
            .varint(3)
            .key(GroupingKey.of("job", "a"))
            .varint(20)
            .varint(10)
            .optionalText("why")
            .varint(0)
            .toBytes();
    var restored = new Store(PushGenerator.OWN);
    restore(restored, List.of(group));

    GroupView only = restored.view().groups().next();
    assertThat(only.slot()).isEqualTo(3);
    assertThat(only.pushStats()).isEqualTo(new GroupPushStats(20, 1, 10, "why", null, null));
  }

  @Test
  void restore_groupOfAVersionThatKnewNoFiles_isRead() throws IOException {
    byte[] groups =
        new RecordWriter()
            .octet(SnapshotEncoder.GROUPS_WITHOUT_FILES)
            .varint(3)
            .key(GroupingKey.of("job", "a"))
            .pushStatsWithoutFile(new GroupPushStats(20, 1, 10, "why", "p", null))
            .lifetimes(Lifetimes.NONE)
            .varint(0)
            .varint(0)
            .varint(0)
            .varint(0)
            .toBytes();
    var restored = new Store(PushGenerator.OWN);
    restore(restored, List.of(groups));

    assertThat(restored.view().groups().next().pushStats())
        .isEqualTo(new GroupPushStats(20, 1, 10, "why", "p", null));
  }

  @Test
  void restore_groupReadFromAFile_knowsTheFile() throws IOException {
    GroupingKey key = GroupingKey.of("job", "read-from-a-file");
    var file = new PushOrigin(300, "/f", null, new PushOrigin.File("/f", 9));
    store.apply(
        Preparation.push(key, new ParsedBody(List.of(), false), true, file, Lifetimes.NONE));
    var restored = new Store(PushGenerator.OWN);
    restore(restored, parts(store));

    assertThat(restored.fileOf(key)).isEqualTo("/f");
    assertThat(content(restored)).isEqualTo(content(store));
  }

  // Earlier versions stored whole grouping keys instead of digests.
  @Test
  void restore_whatIsKeptOfTheGone_asEarlierVersionsWroteIt() throws IOException {
    GroupingKey key = GroupingKey.of("job", "a");
    byte[] tombstone =
        new RecordWriter()
            .octet(SnapshotEncoder.KEYED_TOMBSTONE)
            .key(key)
            .varint(20)
            .varint(10)
            .toBytes();
    byte[] push =
        new RecordWriter()
            .octet(SnapshotEncoder.KEYED_REMEMBERED_PUSH)
            .key(key)
            .text("once")
            .varint(-7)
            .varint(30)
            .toBytes();
    var restored = new Store(PushGenerator.OWN);
    restore(restored, List.of(tombstone, push));

    assertThat(restored.view().tombstones()).containsExactly(new Tombstone(Digest.of(key), 20, 10));
    assertThat(restored.view().rememberedPushes())
        .toIterable()
        .containsExactly(new AppliedPush(Digest.of(key, "once"), -7, 30));
  }

  // Would catch an incomplete snapshot that is treated as complete, and a repair whose result
  // cannot be read.
  @Test
  void restore_withoutOnePart_isRefusedAndTheRestIsWhole() throws IOException {
    List<byte[]> parts = parts(store);
    int refused = 0;
    for (int left = 0; left < parts.size(); left++) {
      int kind = parts.get(left)[0];
      if (kind != SnapshotEncoder.PAGE && kind != SnapshotEncoder.GROUPS) {
        continue;
      }
      var less = new ArrayList<>(parts);
      less.remove(left);
      var restored = new Store(PushGenerator.OWN);

      assertThatThrownBy(() -> restore(restored, less))
          .as("seed=%d part=%d", seed, left)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(kind == SnapshotEncoder.PAGE ? "are missing" : "without a group");
      content(restored); // finds all families of the groups
      assertThat(restored.view().groupCount())
          .isGreaterThanOrEqualTo(store.view().groupCount() - SnapshotEncoder.GROUPS_A_PART);
      var again = new Store(PushGenerator.OWN);
      restore(again, parts(restored));
      assertThat(content(again)).isEqualTo(content(restored));
      refused++;
    }
    assertThat(refused).isGreaterThan(10);
  }

  // Would catch a damaged page that is exposed, and an exception without a reason.
  @Test
  void restore_anyByteChanged_isReadOrRefused() throws IOException {
    for (byte[] part : parts(store).stream().filter(p -> p[0] == SnapshotEncoder.PAGE).toList()) {
      byte[] damaged = part.clone();
      damaged[1 + random.nextInt(part.length - 1)] ^= (byte) (1 << random.nextInt(8));
      var restored = new Store(PushGenerator.OWN);
      try {
        new StoreStateMachine(restored).restore(damaged, damaged.length);
      } catch (IOException e) {
        assertThat(e.getMessage()).as("seed=%d", seed).isNotBlank();
        assertThat(restored.view().pages().hasNext()).as("seed=%d", seed).isFalse();
      }
    }
  }

  @Test
  void read_damagedFile_savesAllThatIsIntact() throws IOException {
    Path file = folder.resolve("data");
    Inspection.save(file, 7, new StoreStateMachine(store));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    var intact = new Store(PushGenerator.OWN);
    Inspection.Report report = Inspection.read(file, new StoreStateMachine(intact));
    Path repaired = folder.resolve("repaired");
    Inspection.save(repaired, report.lastSequence(), new StoreStateMachine(intact));
    var read = new Store(PushGenerator.OWN);
    Inspection.Report second = Inspection.read(repaired, new StoreStateMachine(read));

    assertThat(report.damage()).as("seed=%d", seed).isNotEmpty();
    assertThat(second.damage()).as("seed=%d", seed).isEmpty();
    assertThat(content(read)).as("seed=%d", seed).isEqualTo(content(intact));
  }

  private static void restore(Store store, List<byte[]> parts) throws IOException {
    var machine = new StoreStateMachine(store);
    for (byte[] part : parts) {
      machine.restore(part, part.length);
    }
    machine.completeRestore();
  }

  private static List<byte[]> parts(Store store) {
    var parts = new ArrayList<byte[]>();
    new StoreStateMachine(store).parts().forEachRemaining(parts::add);
    return parts;
  }

  /// The groups of the store including their families, preceded by their heads.
  private List<byte[]> earlierParts() {
    var parts = new ArrayList<byte[]>();
    Map<FamilyHead, Integer> headToNumber = new HashMap<>();
    store.view().forEachGroup(group -> addEarlier(group, headToNumber, parts));
    return parts;
  }

  private static void addEarlier(
      GroupView group, Map<FamilyHead, Integer> headToNumber, List<byte[]> parts) {
    var out = new RecordWriter().octet(SnapshotEncoder.GROUP).varint(group.slot()).key(group.key());
    out.pushStatsWithoutFile(group.pushStats()).lifetimes(group.lifetimes());
    out.varint(group.families().size());
    for (StoredFamily family : group.families()) {
      if (headToNumber.putIfAbsent(family.head(), headToNumber.size()) == null) {
        var head = new RecordWriter().octet(SnapshotEncoder.HEAD).varint(headToNumber.size() - 1);
        HeadCodec.encode(head, family.head());
        parts.add(head.toBytes());
      }
      out.varint(headToNumber.get(family.head())).blob(family.bytes());
      out.varint(family.seriesCount()).varint(family.receivedNanos());
    }
    out.varint(group.aggregationStates().size());
    new TreeMap<>(group.aggregationStates()).forEach((name, bytes) -> out.text(name).blob(bytes));
    parts.add(out.toBytes());
  }

  private static List<String> content(Store store) {
    var content = new ArrayList<String>();
    StateContent.forEach(store.view(), bytes -> content.add(HexFormat.of().formatHex(bytes)));
    return content;
  }

  private static Command command(PushGenerator.Request request) {
    return switch (request) {
      case PushGenerator.Request.Push push ->
          Preparation.push(
              push.key(),
              push.body(),
              push.replace(),
              PushOrigin.at(push.receivedNanos()),
              new Lifetimes(0, 0, push.receivedNanos() % 2));
      case PushGenerator.Request.Delete delete -> new Command.Delete(delete.key());
      case PushGenerator.Request.DeleteFamily delete ->
          new Command.DeleteFamily(delete.key(), delete.family());
      case PushGenerator.Request.Wipe _ -> new Command.Delete(GroupingKey.of("job", "none"));
    };
  }
}
