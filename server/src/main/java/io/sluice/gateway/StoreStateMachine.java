package io.sluice.gateway;

import io.sluice.command.Command;
import io.sluice.command.Outcome;
import io.sluice.gateway.codec.CommandCodec;
import io.sluice.gateway.codec.SnapshotDecoder;
import io.sluice.gateway.codec.SnapshotEncoder;
import io.sluice.log.StateMachine;
import io.sluice.store.Store;
import java.io.IOException;
import java.util.Iterator;

/// The store as a journal sees it.
public final class StoreStateMachine implements StateMachine<Command, Outcome> {
  private final Store store;

  private SnapshotDecoder partReader;

  public StoreStateMachine(Store store) {
    this.store = store;
    this.partReader = new SnapshotDecoder(store);
  }

  @Override
  public byte[] encode(Command command) {
    return CommandCodec.encode(command);
  }

  @Override
  public Command decode(byte[] bytes) throws IOException {
    return CommandCodec.decode(bytes);
  }

  @Override
  public Outcome apply(Command command) {
    return store.apply(command);
  }

  @Override
  public Iterator<byte[]> parts() {
    return new SnapshotEncoder(store.view());
  }

  @Override
  public void restore(byte[] bytes, int length) throws IOException {
    partReader.restore(bytes, length);
  }

  @Override
  public void completeRestore() throws IOException {
    partReader = new SnapshotDecoder(store); // what it knows of the parts is of no more use
    String problem = store.completeRestore();
    if (problem != null) {
      throw new IOException(problem);
    }
  }
}
