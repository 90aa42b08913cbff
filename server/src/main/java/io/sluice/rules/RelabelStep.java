package io.sluice.rules;

import io.sluice.model.Labels;
import io.sluice.model.Names;
import io.sluice.selector.AnchoredRegex;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// One `relabel_config` of Prometheus.
///
/// @param targetLabel empty for actions without one
/// @param modulus 0 for actions without one
record RelabelStep(
    Action action,
    List<String> sourceLabels,
    String separator,
    AnchoredRegex regex,
    long modulus,
    String targetLabel,
    String replacement) {
  static final String ANYTHING = "(.*)";

  /// The action of a step. The names in lower case are those of Prometheus.
  enum Action {
    REPLACE,
    KEEP,
    DROP,
    KEEPEQUAL,
    DROPEQUAL,
    HASHMOD,
    LABELMAP,
    LABELDROP,
    LABELKEEP,
    LOWERCASE,
    UPPERCASE;

    static @Nullable Action named(String name) {
      return Arrays.stream(values()).filter(a -> a.word().equals(name)).findFirst().orElse(null);
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Changes the labels, and returns whether the series is kept.
  boolean apply(LabelsBuilder labels) {
    String source = String.join(separator, sourceLabels.stream().map(labels::get).toList());
    switch (action) {
      case KEEP -> {
        return regex.matches(source);
      }
      case DROP -> {
        return !regex.matches(source);
      }
      case KEEPEQUAL -> {
        return labels.get(targetLabel).equals(source);
      }
      case DROPEQUAL -> {
        return !labels.get(targetLabel).equals(source);
      }
      case REPLACE -> replace(labels, source);
      case HASHMOD -> labels.set(targetLabel, hash(source).toString());
      case LOWERCASE -> labels.set(targetLabel, mapped(source, Character::toLowerCase));
      case UPPERCASE -> labels.set(targetLabel, mapped(source, Character::toUpperCase));
      case LABELMAP -> map(labels);
      case LABELDROP -> removeIf(labels, true);
      case LABELKEEP -> removeIf(labels, false);
    }
    return true;
  }

  private void replace(LabelsBuilder labels, String source) {
    String target = regex.expand(source, targetLabel);
    String value = regex.expand(source, replacement);
    if (target != null && value != null && isUsable(target)) {
      labels.set(target, value);
    }
  }

  /// Literal names were checked when the file was parsed. As in Prometheus 2, names that are
  /// derived from pushed labels must be legacy names.
  private boolean isUsable(String target) {
    return targetLabel.indexOf('$') < 0 || Names.isLegacyLabelName(target);
  }

  /// If two labels are mapped to the same name, the last one in the order of names is used.
  private void map(LabelsBuilder labels) {
    Labels before = labels.build();
    before.forEach(
        (label, value) -> {
          String name = regex.expand(label, replacement);
          if (name != null && Names.UTF8.isLabelName(name)) {
            labels.set(name, value);
          }
        });
  }

  private void removeIf(LabelsBuilder labels, boolean isMatching) {
    Labels before = labels.build();
    before.forEach(
        (label, _) -> {
          if (regex.matches(label) == isMatching) {
            labels.remove(label);
          }
        });
  }

  /// Maps each character separately, like Go: the upper case of a sharp s is a sharp s.
  private static String mapped(String text, IntUnaryOperator mapping) {
    int[] mapped = text.codePoints().map(mapping).toArray();
    return new String(mapped, 0, mapped.length);
  }

  /// The last eight bytes of the MD5 of `source`, modulo [#modulus].
  private BigInteger hash(String source) {
    byte[] digest = md5().digest(source.getBytes(StandardCharsets.UTF_8));
    var last = new BigInteger(1, Arrays.copyOfRange(digest, 8, 16));
    return last.mod(new BigInteger(Long.toUnsignedString(modulus)));
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
