package io.sluice.merge;

/// Merges the numbers of two lines in simple cases, where no state is needed and nothing is
/// refused. [NumberMerge] handles the other cases.
enum NumberRule {
  COUNTER {
    @Override
    boolean admits(double pushed) {
      return pushed >= 0 && pushed < Double.POSITIVE_INFINITY;
    }

    @Override
    double combined(double stored, double pushed) {
      return smallSum(stored, pushed);
    }
  },
  SUM {
    @Override
    boolean admits(double pushed) {
      return Double.isFinite(pushed);
    }

    @Override
    double combined(double stored, double pushed) {
      return smallSum(stored, pushed);
    }
  },
  MIN {
    @Override
    double combined(double stored, double pushed) {
      return Math.min(stored, pushed);
    }
  },
  MAX {
    @Override
    double combined(double stored, double pushed) {
      return Math.max(stored, pushed);
    }
  },
  LAST {
    @Override
    double combined(double stored, double pushed) {
      return pushed;
    }
  };

  /// Whether `pushed` is a simple case.
  boolean admits(double pushed) {
    return !Double.isNaN(pushed);
  }

  /// The merged number, or NaN if this is not a simple case.
  abstract double combined(double stored, double pushed);

  /// A sum that needs no state, see [CarriedSum].
  private static double smallSum(double stored, double pushed) {
    double sum = stored + pushed;
    return Math.abs(sum) < CarriedSum.EXACT_LIMIT ? sum : Double.NaN;
  }
}
