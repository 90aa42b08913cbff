package io.sluice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.command.Outcome;
import io.sluice.format.ParseLimits;
import io.sluice.model.GroupingKey;
import org.junit.jupiter.api.Test;

final class PushLimitsTest {
  // 503 makes clients repeat the same push, which would never be accepted.
  @Test
  void refusal_limitThatTheSamePushMeetsAgain_isTooLarge() {
    for (Outcome.Limit limit : Outcome.Limit.values()) {
      boolean isOfAll =
          switch (limit) {
            case GROUPS, SERIES, HEAP_BYTES -> true;
            case SERIES_PER_GROUP,
                RULE_SERIES_PER_GROUP,
                FAMILIES_PER_GROUP,
                ADDED_TO_BYTES,
                COMMAND_BYTES ->
                false;
          };
      assertThat(PushLimits.refusal(new Outcome.OverLimit(limit, 7), 3).reason())
          .as(limit.toString())
          .isEqualTo(isOfAll ? PushResult.Reason.FULL : PushResult.Reason.TOO_LARGE);
    }
  }

  // The key is stored in each line, so a small body with a long key can need far more memory.
  @Test
  void fits_keyInEachLine_isCounted() {
    var limits = new PushLimits(new ParseLimits(5, 100, 1_000, 1_000, 2_000_000), 1_000_000);
    var key = GroupingKey.of("job", "j".repeat(1_000));

    assertThat(limits.fits(key, 10_000, 900)).isTrue();
    assertThat(limits.fits(key, 10_000, 1_000)).isFalse();
    assertThat(limits.fits(key, 1_000_000, Integer.MAX_VALUE)).isFalse();
  }
}
