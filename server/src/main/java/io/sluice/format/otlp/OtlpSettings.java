package io.sluice.format.otlp;

import java.util.Set;

/// The settings of the translation.
///
/// @param promoted resource attributes that become labels of each series
/// @param promotesAll whether all resource attributes except the `ignored` ones become labels
/// @param keepsIdentifying whether `target_info` also contains the attributes of the key
/// @param promotesScope whether the instrumentation scope becomes labels of each series
/// @param hasTargetInfo whether there is a `target_info`
/// @param deduplicates whether repeated requests are ignored
public record OtlpSettings(
    TranslationStrategy strategy,
    Set<String> promoted,
    boolean promotesAll,
    Set<String> ignored,
    boolean keepsIdentifying,
    boolean promotesScope,
    boolean hasTargetInfo,
    boolean deduplicates) {
  /// The default settings.
  public static final OtlpSettings USUAL =
      new OtlpSettings(
          TranslationStrategy.UNDERSCORE_ESCAPING_WITH_SUFFIXES,
          Set.of(),
          false,
          Set.of(),
          false,
          false,
          true,
          true);

  public OtlpSettings {
    promoted = Set.copyOf(promoted);
    ignored = Set.copyOf(ignored);
  }

  boolean promotes(String attribute) {
    return promotesAll ? !ignored.contains(attribute) : promoted.contains(attribute);
  }
}
