package io.sluice.bench;

/// A scenario's turn with a server.
///
/// @param setup the state the server was started in
/// @param round the results of one round are compared with each other
record Visit(Lab lab, Server server, Setup setup, Mode mode, int round, Results results) {
  Contender contender() {
    return server.contender();
  }

  int groups() {
    return setup.groups();
  }

  void record(String title, Unit unit, double value) {
    results.add(new Measure(title, groups(), unit), contender(), round, value);
  }
}
