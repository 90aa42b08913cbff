package io.sluice.comparison;

/// The run of a scenario on a server.
///
/// @param setup the state the server was started in
/// @param round the results of one round are compared with each other
record Run(TestBed bed, Server server, Setup setup, Mode mode, int round, Results results) {
  Contender contender() {
    return server.contender();
  }

  Mode.Times times() {
    return mode.times();
  }

  int groups() {
    return setup.groups();
  }

  void record(String title, Unit unit, double value) {
    record(title, groups(), unit, value);
  }

  /// Records a value of a server with another number of groups than this one.
  void record(String title, int groups, Unit unit, double value) {
    results.add(new Measurement(title, groups, unit), contender(), round, value);
  }
}
