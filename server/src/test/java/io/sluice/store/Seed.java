package io.sluice.store;

/// The seed of a random test: a new one with each run, unless `-Dsluice.seed=...` repeats one.
public final class Seed {
  private Seed() {}

  /// The seed, which it also prints.
  public static long next(String test) {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    System.out.println(test + ": -Dsluice.seed=" + seed);
    return seed;
  }
}
