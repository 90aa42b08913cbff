package io.sluice.store;

/// The seed of a random test: a new one for each run, unless `-Dsluice.seed=...` specifies one.
public final class Seed {
  private Seed() {}

  /// Returns the seed and prints it.
  public static long next(String test) {
    long seed = Long.getLong("sluice.seed", System.nanoTime());
    System.out.println(test + ": -Dsluice.seed=" + seed);
    return seed;
  }
}
