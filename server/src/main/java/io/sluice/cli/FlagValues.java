package io.sluice.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The values of flags while a command line is parsed.
final class FlagValues {
  private final Map<Flag<?>, Object> values = new HashMap<>();

  void give(Flag<?> flag, String text) throws FlagException {
    Object before = values.get(flag);
    if (before != null && flag.kind() != FlagType.Kind.REPEATABLE) {
      throw new FlagException("flag '" + flag.longName + "' cannot be repeated");
    }
    Object value = flag.parse(text);
    values.put(flag, before == null ? value : concatenated((List<?>) before, (List<?>) value));
  }

  /// The given values, and the defaults of all other flags.
  Flags toFlags() throws FlagException {
    Map<Flag<?>, Object> all = new HashMap<>();
    for (Flag<?> flag : Flag.settings()) {
      Object given = values.get(flag);
      all.put(flag, given == null ? byDefault(flag) : given);
    }
    return new Flags(all);
  }

  private static List<Object> concatenated(List<?> before, List<?> more) {
    List<Object> all = new ArrayList<>(before);
    all.addAll(more);
    return all;
  }

  private static Object byDefault(Flag<?> flag) throws FlagException {
    boolean isNothing = flag.kind() == FlagType.Kind.REPEATABLE && flag.byDefault.isEmpty();
    return isNothing ? List.of() : flag.parse(flag.byDefault);
  }
}
