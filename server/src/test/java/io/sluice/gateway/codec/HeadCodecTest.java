package io.sluice.gateway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.model.MetricType;
import io.sluice.pages.FamilyHead;
import io.sluice.pages.StoredFamily;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HeadCodecTest {
  private static final int TYPE_OFFSET = 4; // after "m", no HELP and no unit

  @ParameterizedTest
  @EnumSource
  void decode_headOfEachType_givesTheHead(MetricType type) throws IOException {
    var in = new RecordReader(encode(type));
    assertThat(HeadCodec.decode(in)).isEqualTo(head(type));
    in.end();
  }

  // Files and nodes of other versions contain these numbers, so they must never change.
  @ParameterizedTest
  @CsvSource({
    "COUNTER, 0",
    "GAUGE, 1",
    "SUMMARY, 2",
    "UNTYPED, 3",
    "HISTOGRAM, 4",
    "GAUGE_HISTOGRAM, 5"
  })
  void encode_headOfEachType_writesItsNumber(MetricType type, int number) {
    assertThat((int) encode(type)[TYPE_OFFSET]).isEqualTo(number);
  }

  @Test
  void decode_numberOfNoType_isRefused() {
    byte[] bytes = encode(MetricType.COUNTER);
    bytes[TYPE_OFFSET] = 99;
    assertThatThrownBy(() -> HeadCodec.decode(new RecordReader(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessage("unknown type: number=99");
  }

  private static FamilyHead head(MetricType type) {
    return new FamilyHead("m", null, null, type, StoredFamily.Form.PROTOBUF, true);
  }

  private static byte[] encode(MetricType type) {
    var out = new RecordWriter();
    HeadCodec.encode(out, head(type));
    return out.toBytes();
  }
}
