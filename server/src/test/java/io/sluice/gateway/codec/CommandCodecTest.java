package io.sluice.gateway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.command.Command;
import io.sluice.command.Lifetimes;
import io.sluice.command.PushOrigin;
import io.sluice.merge.BucketMode;
import io.sluice.merge.GaugeMode;
import io.sluice.merge.MergeOptions;
import io.sluice.model.GroupingKey;
import io.sluice.model.MetricType;
import io.sluice.pages.FamilyHead;
import io.sluice.pages.StoredFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandCodecTest {
  private static final GroupingKey KEY = GroupingKey.of("job", "é", "x", "");

  private static final StoredFamily FAMILY =
      new StoredFamily(
          new FamilyHead("m", "helps", null, MetricType.GAUGE, StoredFamily.Form.TEXT, true),
          "m 1\n".getBytes(StandardCharsets.US_ASCII),
          1,
          300);

  // Every later version must be able to read the files, so these bytes must never change.
  @Test
  void encode_eachCommand_givesTheBytesOfTheFormat() {
    var once = new PushOrigin(300, "p:1", new PushOrigin.Once("o", 301));
    var lifetimes = new Lifetimes(1, 2, 3);
    String key = "02" + "036a6f62" + "02c3a9" + "0178" + "00";
    String origin = "ac02" + "03703a31" + "01" + "016f" + "ad02";
    String family = "016d" + "010568656c7073" + "00" + "01" + "02" + "046d20310a" + "01";
    assertThat(hex(new Command.Push(KEY, once, true, List.of(FAMILY), lifetimes)))
        .isEqualTo("06" + key + origin + "010203" + "01" + family);
    assertThat(hex(new Command.Push(KEY, PushOrigin.at(300), false, List.of(), Lifetimes.NONE)))
        .isEqualTo("07" + key + "ac02" + "00" + "00" + "000000" + "00");
    var file = new PushOrigin(300, "", null, new PushOrigin.File("/f", 9));
    assertThat(hex(new Command.Fail(KEY, file, "no")))
        .isEqualTo("08" + key + "ac02" + "00" + "02" + "022f66" + "09" + "026e6f");
    assertThat(hex(new Command.Fail(KEY, PushOrigin.at(300), "no")))
        .isEqualTo("08" + key + "ac02" + "00" + "00" + "026e6f");
    var options = new MergeOptions(GaugeMode.MAX, BucketMode.UNION, "m", true);
    assertThat(hex(new Command.Aggregate(KEY, once, List.of(FAMILY), options, lifetimes)))
        .isEqualTo("09" + key + origin + "010203" + "03" + "01" + "01016d" + "01" + "01" + family);
    assertThat(hex(new Command.Delete(KEY))).isEqualTo("04" + key);
    assertThat(hex(new Command.DeleteFamily(KEY, "mé"))).isEqualTo("0c" + key + "036dc3a9");
    var post = new Command.Push(KEY, once, false, List.of(FAMILY), lifetimes, Set.of("n", "a"));
    assertThat(hex(post))
        .isEqualTo("10" + key + origin + "010203" + "02" + "0161" + "016e" + "01" + family);
    assertThat(
            hex(new Command.Aggregate(KEY, once, List.of(FAMILY), options, lifetimes, Set.of("m"))))
        .isEqualTo(
            "11" + key + origin + "010203" + "03" + "01" + "01016d" + "01" + "01" + "016d" + "01"
                + family);
    MergeOptions series = MergeOptions.replacing(true);
    assertThat(hex(new Command.Aggregate(KEY, once, List.of(FAMILY), series, lifetimes)))
        .isEqualTo("12" + key + origin + "010203" + "01" + "01" + family);
    List<Command.Part> parts = List.of(new Command.Fail(KEY, PushOrigin.at(300), "no"));
    assertThat(hex(new Command.Groups(parts, once, true)))
        .isEqualTo(
            "13" + "01" + origin + "01" + "13" + "08" + key + "ac02" + "00" + "00" + "026e6f");
    assertThat(hex(new Command.Wipe())).isEqualTo("05");
    assertThat(hex(new Command.Expire(300, 1, 2, true))).isEqualTo("0a" + "ac02" + "01" + "02");
    assertThat(hex(new Command.Expire(300, 1, 2, false))).isEqualTo("0b" + "ac02" + "01" + "02");
  }

  @Test
  void decode_eachCommand_encodesToTheSameBytes() throws IOException {
    var once = new PushOrigin(300, "p:1", new PushOrigin.Once("o", 301));
    for (Command command :
        List.of(
            new Command.Push(KEY, once, true, List.of(FAMILY), new Lifetimes(1, 2, 3)),
            new Command.Push(KEY, PushOrigin.at(300), false, List.of(), Lifetimes.NONE),
            new Command.Aggregate(
                KEY, once, List.of(FAMILY), MergeOptions.USUAL, new Lifetimes(1, 2, 3)),
            new Command.Push(
                KEY, once, false, List.of(FAMILY), new Lifetimes(1, 2, 3), Set.of("a", "b")),
            new Command.Aggregate(
                KEY, once, List.of(FAMILY), MergeOptions.replacing(false), Lifetimes.NONE),
            new Command.Aggregate(
                KEY, once, List.of(FAMILY), MergeOptions.USUAL, Lifetimes.NONE, Set.of("m")),
            new Command.Groups(
                List.of(
                    new Command.Push(KEY, once, true, List.of(FAMILY), Lifetimes.NONE),
                    new Command.Fail(GroupingKey.of("job", "b"), once, "no")),
                once,
                true),
            new Command.Groups(List.of(), PushOrigin.at(300), false),
            new Command.Fail(KEY, once, "no"),
            new Command.Fail(
                KEY, new PushOrigin(300, "p", once.once(), new PushOrigin.File("/f", 9)), "no"),
            new Command.Delete(KEY),
            new Command.DeleteFamily(KEY, "m"),
            new Command.Wipe(),
            new Command.Expire(300, 1, 2, false),
            new Command.Expire(300, 1, 2, true))) {
      byte[] bytes = CommandCodec.encode(command);

      assertThat(CommandCodec.encode(CommandCodec.decode(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void decode_whatFirstVersionsWrote_isStillRead() throws IOException {
    var push =
        (Command.Push)
            CommandCodec.decode(
                HexFormat.of()
                    .parseHex(
                        "0102036a6f6202c3a9017800ac0201016d010568656c707300" + "0102046d20310a01"));
    assertThat(push.origin()).isEqualTo(PushOrigin.at(300));
    assertThat(push.replace()).isTrue();
    assertThat(push.families().getFirst().family()).isEqualTo(FAMILY.family());
    assertThat(CommandCodec.decode(HexFormat.of().parseHex("0302036a6f6202c3a9017800ac02026e6f")))
        .isEqualTo(new Command.Fail(KEY, PushOrigin.at(300), "no"));
  }

  @Test
  void decode_push_givesWhatWasEncoded() throws IOException {
    byte[] bytes =
        CommandCodec.encode(
            new Command.Push(KEY, PushOrigin.at(300), true, List.of(FAMILY), Lifetimes.NONE));

    var push = (Command.Push) CommandCodec.decode(bytes);

    assertThat(push.key()).isEqualTo(KEY);
    assertThat(push.origin()).isEqualTo(PushOrigin.at(300));
    assertThat(push.replace()).isTrue();
    StoredFamily family = push.families().getFirst();
    assertThat(family.family()).isEqualTo(FAMILY.family());
    assertThat(family.head()).isEqualTo(FAMILY.head());
    assertThat(family.receivedNanos()).isEqualTo(300);
  }

  // A checksum detects damage, but not data that another version or a bug wrote.
  @Test
  void decode_anythingCutOrChanged_givesACommandOrAnIoException() {
    byte[] bytes =
        CommandCodec.encode(
            new Command.Push(KEY, PushOrigin.at(300), true, List.of(FAMILY), Lifetimes.NONE));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> CommandCodec.decode(cut)).isInstanceOf(IOException.class);
    }
    for (int at = 0; at < bytes.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) (1 << bit);
        try {
          CommandCodec.decode(changed);
        } catch (IOException _) {
          // Permitted.
        }
      }
    }
    assertThatThrownBy(() -> CommandCodec.decode(new byte[] {99}))
        .hasMessage("unknown command: kind=99");
    assertThatThrownBy(() -> CommandCodec.decode(new byte[] {5, 0}))
        .hasMessage("unexpected bytes at the end of the record: count=1");
  }

  @Test
  void decode_groupsThatCannotBe_isRefused() {
    byte[] one = CommandCodec.encode(new Command.Wipe());
    byte[] inner = CommandCodec.encode(new Command.Groups(List.of(), PushOrigin.at(300), false));
    String head = "13" + "00" + "ac02" + "00" + "00" + "01";

    for (byte[] part : List.of(one, inner)) {
      byte[] bytes =
          HexFormat.of()
              .parseHex(head + "%02x".formatted(part.length) + HexFormat.of().formatHex(part));
      assertThatThrownBy(() -> CommandCodec.decode(bytes)).isInstanceOf(IOException.class);
    }
  }

  private static String hex(Command command) {
    return HexFormat.of().formatHex(CommandCodec.encode(command));
  }
}
