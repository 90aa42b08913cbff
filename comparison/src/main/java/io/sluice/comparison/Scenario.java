package io.sluice.comparison;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/// One kind of measurement.
interface Scenario {
  /// The name on the command line.
  String name();

  /// The setups for the measurement.
  List<Setup> setups(Mode mode);

  /// The measured contenders, always including Sluice.
  Set<Contender> contenders();

  /// Measures a server that was started in one of the setups.
  void measure(Run run) throws IOException, InterruptedException;
}
