package io.sluice.gateway;

import io.sluice.journal.StateMachine;
import io.sluice.store.Command;
import io.sluice.store.Outcome;
import io.sluice.store.Store;
import java.io.IOException;
import java.util.Iterator;

/// The store as a journal sees it.
public final class StoreMachine implements StateMachine<Command, Outcome> {
  private final Store store;

  private PartReader partReader;

  public StoreMachine(Store store) {
    this.store = store;
    this.partReader = new PartReader(store);
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
    return new StateParts(store.view());
  }

  @Override
  public void restore(byte[] bytes, int length) throws IOException {
    partReader.restore(bytes, length);
  }

  @Override
  public void completeRestore() throws IOException {
    partReader = new PartReader(store); // what it knows of the parts is of no more use
    String problem = store.completeRestore();
    if (problem != null) {
      throw new IOException(problem);
    }
  }
}
