package io.sluice.gateway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.command.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutcomeCodecTest {
  private static final List<Outcome> OUTCOMES =
      List.of(
          Outcome.APPLIED,
          new Outcome.Rejected(""),
          new Outcome.Rejected("é\n\udc80"),
          Outcome.REPEATED,
          Outcome.KEY_REUSED,
          new Outcome.Expired(0, 300),
          new Outcome.OverLimit(Outcome.Limit.GROUPS, 1),
          new Outcome.OverLimit(Outcome.Limit.SERIES_PER_GROUP, 300),
          new Outcome.OverLimit(Outcome.Limit.SERIES, Integer.MAX_VALUE),
          new Outcome.OverLimit(Outcome.Limit.COMMAND_BYTES, 2),
          new Outcome.OverLimit(Outcome.Limit.RULE_SERIES_PER_GROUP, 2),
          new Outcome.FamilyDeleted(300),
          new Outcome.NotFound(false),
          new Outcome.NotFound(true),
          new Outcome.Each(List.of(Outcome.APPLIED, new Outcome.Rejected("no"))));

  // Nodes of two versions exchange outcomes during an upgrade: these bytes must never change.
  @Test
  void encode_eachOutcome_givesTheBytesOfTheFile() throws IOException {
    List<String> golden = golden();
    var encoded = new ArrayList<String>();
    for (Outcome outcome : OUTCOMES) {
      encoded.add(HexFormat.of().formatHex(OutcomeCodec.encode(outcome)));
    }
    assertThat(encoded).isEqualTo(golden);
  }

  @Test
  void decode_eachLineOfTheFile_givesTheOutcome() throws IOException {
    var decoded = new ArrayList<Outcome>();
    for (String line : golden()) {
      decoded.add(OutcomeCodec.decode(HexFormat.of().parseHex(line)));
    }
    assertThat(decoded).isEqualTo(OUTCOMES);
  }

  @Test
  void decode_whatIsCutOffOrTooLong_isRefused() {
    for (Outcome outcome : OUTCOMES) {
      byte[] bytes = OutcomeCodec.encode(outcome);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> OutcomeCodec.decode(cut)).isInstanceOf(IOException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> OutcomeCodec.decode(longer)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void decode_whatALaterVersionWrote_isRefusedByName() {
    assertThatThrownBy(() -> OutcomeCodec.decode(new byte[] {99}))
        .isInstanceOf(IOException.class)
        .hasMessage("unknown outcome: kind=99");
    assertThatThrownBy(() -> OutcomeCodec.decode(new byte[] {6, 99, 1}))
        .isInstanceOf(IOException.class)
        .hasMessage("unknown limit: limit=99");
  }

  private static List<String> golden() throws IOException {
    try (var in =
        Objects.requireNonNull(OutcomeCodecTest.class.getResourceAsStream("outcomes.hex"))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }
}
