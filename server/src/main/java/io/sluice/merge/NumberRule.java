package io.sluice.merge;

/// How the numbers of two lines become one, where nothing has to be remembered or refused:
/// [NumberMerge] for the plain cases.
enum NumberRule {
  COUNTER {
    @Override
    boolean admits(double pushed) {
      return pushed >= 0 && pushed < Double.POSITIVE_INFINITY;
    }

    @Override
    double combined(double held, double pushed) {
      return smallSum(held, pushed);
    }
  },
  SUM {
    @Override
    boolean admits(double pushed) {
      return Double.isFinite(pushed);
    }

    @Override
    double combined(double held, double pushed) {
      return smallSum(held, pushed);
    }
  },
  MIN {
    @Override
    double combined(double held, double pushed) {
      return Math.min(held, pushed);
    }
  },
  MAX {
    @Override
    double combined(double held, double pushed) {
      return Math.max(held, pushed);
    }
  },
  LAST {
    @Override
    double combined(double held, double pushed) {
      return pushed;
    }
  };

  /// Whether `pushed` is a plain case.
  boolean admits(double pushed) {
    return !Double.isNaN(pushed);
  }

  /// The number of both, or NaN if that is no plain case.
  abstract double combined(double held, double pushed);

  /// A sum of which nothing has to be remembered, see [CarriedSum].
  private static double smallSum(double held, double pushed) {
    double sum = held + pushed;
    return Math.abs(sum) < CarriedSum.EXACT_LIMIT ? sum : Double.NaN;
  }
}
