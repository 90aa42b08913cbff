package io.sluice.systemtests.clients;

import org.junit.jupiter.api.BeforeEach;

/// The Go client in text.
final class GoTextClientTest implements ClientContract {
  @BeforeEach
  void buildClient() throws Exception {
    GoClient.build();
  }

  @Override
  public void act(Operation operation, String address) throws Exception {
    GoClient.act("text", operation, address);
  }

  @Override
  public String everything() {
    return Golden.BACKUP + Golden.MEDIAN + GoClient.WAIT;
  }
}
