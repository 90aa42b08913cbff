package io.sluice.format.otlp;

import java.util.Set;

/// What can be configured of the translation.
///
/// @param promoted resource attributes that become labels of each series
/// @param promotesAll whether all resource attributes do, but for the `ignored` ones
/// @param keepsIdentifying whether `target_info` has the attributes that the key is made of, too
/// @param promotesScope whether the instrumentation scope becomes labels of each series
/// @param hasTargetInfo whether there is a `target_info`
/// @param deduplicates whether a request that was applied before is not applied again
public record OtlpSettings(
    TranslationStrategy strategy,
    Set<String> promoted,
    boolean promotesAll,
    Set<String> ignored,
    boolean keepsIdentifying,
    boolean promotesScope,
    boolean hasTargetInfo,
    boolean deduplicates) {
  /// What holds when nothing is configured.
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
