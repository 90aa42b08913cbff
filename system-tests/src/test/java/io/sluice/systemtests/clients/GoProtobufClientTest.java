package io.sluice.systemtests.clients;

import org.junit.jupiter.api.BeforeEach;

/// The Go client in delimited protobuf, its default: with an exemplar, and a native histogram whose
/// help text is sent though it is empty.
final class GoProtobufClientTest implements ClientContract {
  @BeforeEach
  void buildClient() throws Exception {
    GoClient.build();
  }

  @Override
  public void act(Operation operation, ServerProcess gateway) throws Exception {
    GoClient.act("protobuf", operation, gateway);
  }

  @Override
  public String everything() {
    return Golden.BACKUP + Golden.MEDIAN + "# HELP backup_wait_seconds \n" + GoClient.WAIT;
  }
}
