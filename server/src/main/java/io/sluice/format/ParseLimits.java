package io.sluice.format;

import io.sluice.model.GroupingKey;
import io.sluice.model.Labels;
import io.sluice.model.MetricFamily;
import org.jspecify.annotations.Nullable;

/// The limits of a body. A body that exceeds a limit is refused while it is parsed, before its
/// objects take many times its size.
///
/// @param labels of a series as pushed, and of a grouping key
/// @param nameLength of a metric's or a label's name, in characters
/// @param valueLength of a label's value, in characters
/// @param helpLength of a family's HELP or unit, in characters
/// @param samples of a push, where each sample line counts, and so does each family
public record ParseLimits(
    int labels, int nameLength, int valueLength, int helpLength, int samples) {
  /// No limits.
  public static final ParseLimits NONE =
      new ParseLimits(
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE);

  // The reasons in metrics. The flags have the same names.
  private static final String LABELS = "labels_per_series";
  private static final String NAME_LENGTH = "name_length";
  private static final String VALUE_LENGTH = "label_value_length";
  private static final String HELP_LENGTH = "help_length";
  private static final String SAMPLES = "series_per_push";

  /// Refuses a grouping key that is too large.
  public void check(GroupingKey key) throws ParseException {
    check(key.labels());
  }

  /// Refuses families whose HELP or unit is too long.
  public void check(ParsedBody body) throws ParseException {
    for (MetricFamily family : body.families()) {
      checkText("help", family.help());
      checkText("unit", family.unit());
    }
  }

  private void checkText(String what, @Nullable String text) throws ParseException {
    if (text != null && text.length() > helpLength) {
      throw over(HELP_LENGTH, what + " too long", helpLength);
    }
  }

  /// Refuses too many or too long labels.
  public void check(Labels all) throws ParseException {
    checkLabels(all.size());
    for (int i = 0; i < all.size(); i++) {
      checkName(all.name(i).length());
      checkValue(all.value(i).length());
    }
  }

  /// Refuses a series with so many labels.
  public void checkLabels(int count) throws ParseException {
    if (count > labels) {
      throw over(LABELS, "too many labels", labels);
    }
  }

  /// Refuses a name of so many characters.
  public void checkName(int length) throws ParseException {
    if (length > nameLength) {
      throw over(NAME_LENGTH, "name too long", nameLength);
    }
  }

  /// Refuses a label value of so many characters.
  public void checkValue(int length) throws ParseException {
    if (length > valueLength) {
      throw over(VALUE_LENGTH, "label value too long", valueLength);
    }
  }

  /// Refuses a push of so many samples.
  public void checkSamples(long count) throws ParseException {
    if (count > samples) {
      throw over(SAMPLES, "too many series in the push", samples);
    }
  }

  private static ParseException over(String limit, String what, int maximum) {
    String flag = "--limits." + limit.replace('_', '-');
    return ParseException.overLimit(limit, "%s: %s=%d".formatted(what, flag, maximum));
  }
}
