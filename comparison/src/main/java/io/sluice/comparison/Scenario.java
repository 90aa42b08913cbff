package io.sluice.comparison;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/// One thing to measure.
interface Scenario {
  /// What it is called on the command line.
  String name();

  /// The setups to measure it in.
  List<Setup> setups(Mode mode);

  /// Who is measured. Sluice always is.
  Set<Contender> contenders();

  /// Measures a server that was started in one of the setups.
  void measure(Run run) throws IOException, InterruptedException;
}
