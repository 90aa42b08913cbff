package io.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.GroupingKey;
import io.sluice.model.MetricType;
import io.sluice.store.Command;
import io.sluice.store.FamilyHead;
import io.sluice.store.StoredFamily;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandCodecTest {
  private static final GroupingKey KEY = GroupingKey.of("job", "é", "x", "");

  private static final StoredFamily FAMILY =
      new StoredFamily(
          new FamilyHead("m", "helps", null, MetricType.GAUGE, StoredFamily.Form.TEXT, true),
          "m 1\n".getBytes(StandardCharsets.US_ASCII),
          1,
          300);

  // What is on disk must be readable by every later version: these bytes never change.
  @Test
  void encode_eachCommand_givesTheBytesOfTheFormat() {
    assertThat(hex(new Command.Push(KEY, 300, true, List.of(FAMILY))))
        .isEqualTo(
            "01"
                + "02"
                + "036a6f62"
                + "02c3a9"
                + "0178"
                + "00"
                + "ac02"
                + "01"
                + "016d"
                + "010568656c7073"
                + "00"
                + "01"
                + "02"
                + "046d20310a"
                + "01");
    assertThat(hex(new Command.Push(KEY, 300, false, List.of())))
        .isEqualTo("0202036a6f6202c3a9017800ac0200");
    assertThat(hex(new Command.Fail(KEY, 300, "no")))
        .isEqualTo("0302036a6f6202c3a9017800ac02026e6f");
    assertThat(hex(new Command.Delete(KEY))).isEqualTo("0402036a6f6202c3a9017800");
    assertThat(hex(new Command.Wipe())).isEqualTo("05");
  }

  @Test
  void decode_push_givesWhatWasEncoded() throws IOException {
    byte[] bytes = CommandCodec.encode(new Command.Push(KEY, 300, true, List.of(FAMILY)));

    var push = (Command.Push) CommandCodec.decode(bytes);

    assertThat(push.key()).isEqualTo(KEY);
    assertThat(push.receivedNanos()).isEqualTo(300);
    assertThat(push.replace()).isTrue();
    StoredFamily family = push.families().getFirst();
    assertThat(family.family()).isEqualTo(FAMILY.family());
    assertThat(family.head()).isEqualTo(FAMILY.head());
    assertThat(family.receivedNanos()).isEqualTo(300);
  }

  // A checksum keeps out what was damaged, not what another version or a fault wrote.
  @Test
  void decode_anythingCutOrChanged_givesACommandOrAnIoException() {
    byte[] bytes = CommandCodec.encode(new Command.Push(KEY, 300, true, List.of(FAMILY)));
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
          // As it may.
        }
      }
    }
    assertThatThrownBy(() -> CommandCodec.decode(new byte[] {99}))
        .hasMessage("an unknown command: kind=99");
    assertThatThrownBy(() -> CommandCodec.decode(new byte[] {5, 0}))
        .hasMessage("bytes are left over: count=1");
  }

  private static String hex(Command command) {
    return HexFormat.of().formatHex(CommandCodec.encode(command));
  }
}
