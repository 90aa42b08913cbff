package io.sluice.gateway;

import io.sluice.gateway.codec.SnapshotEncoder;
import io.sluice.gofile.GoFileException;
import io.sluice.gofile.GoFileReader;
import io.sluice.gofile.GoImport;
import io.sluice.journal.ForeignSnapshot;
import io.sluice.model.MetricType;
import io.sluice.store.Store;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/// Imports the persistence file of a Pushgateway.
public final class GoTakeover implements ForeignSnapshot {
  private final Path file;
  private final Map<String, MetricType> ownFamilies;
  private final Consumer<GoImport.Report> onRead;

  /// @param file for messages
  /// @param ownFamilies the same as those of the store that receives the state
  /// @param onRead notified of the content of the file before anything is written
  public GoTakeover(
      Path file, Map<String, MetricType> ownFamilies, Consumer<GoImport.Report> onRead) {
    this.file = file;
    this.ownFamilies = ownFamilies;
    this.onRead = onRead;
  }

  @Override
  public String suffix() {
    return ".pushgateway";
  }

  @Override
  public boolean accepts(MemorySegment content) {
    return GoFileReader.accepts(content);
  }

  @Override
  public Iterator<byte[]> parts(MemorySegment content) throws IOException {
    var store = new Store(ownFamilies);
    try {
      onRead.accept(GoImport.run(content, store));
    } catch (GoFileException e) {
      throw new IOException(
          "%s is a Pushgateway file, but damaged: %s".formatted(file, e.getMessage()), e);
    }
    return new SnapshotEncoder(store.view());
  }
}
