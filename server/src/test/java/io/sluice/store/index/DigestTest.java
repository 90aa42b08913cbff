package io.sluice.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import org.junit.jupiter.api.Test;

class DigestTest {
  @Test
  void of_equalKeys_isEqual() {
    assertThat(Digest.of(GroupingKey.of("job", "a", "x", "\u00e9")))
        .isEqualTo(Digest.of(GroupingKey.of("x", "\u00e9", "job", "a")));
  }

  // Would catch texts that are concatenated without a separator.
  @Test
  void of_sameTextCutOtherwise_differs() {
    assertThat(
            new Digest[] {
              Digest.of(GroupingKey.of("job", "ab")),
              Digest.of(GroupingKey.of("job", "ab"), ""),
              Digest.of(GroupingKey.of("job", "a"), "b"),
              Digest.of(GroupingKey.of("job", "a", "b", "")),
              Digest.of(GroupingKey.of("job", "a", "b", ""), ""),
              Digest.of(GroupingKey.of("job", "ab", "c", "d")),
              Digest.of(GroupingKey.of("job", "a", "bc", "d")),
              Digest.of(new GroupingKey(Labels.EMPTY)),
              Digest.of(new GroupingKey(Labels.EMPTY), "job"),
            })
        .doesNotHaveDuplicates();
  }
}
