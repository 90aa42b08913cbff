package io.sluice.exposition;

import io.sluice.format.ExpositionFormat;
import io.sluice.format.NegotiatedFormat;
import io.sluice.format.protobuf.ProtobufText;
import io.sluice.go.ByteArrayBuilder;
import io.sluice.model.Metric;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The exposition as protobuf text, one stored page at a time.
final class ProtobufTextChunks implements ChunkSource {
  private final Iterator<ScrapedFamily> sections;
  private final ByteArrayBuilder out = new ByteArrayBuilder();
  private final ProtobufText text;
  private Iterator<List<Metric>> metrics = List.<List<Metric>>of().iterator();
  private boolean isInFamily;

  ProtobufTextChunks(List<ScrapedFamily> sections, NegotiatedFormat negotiated) {
    this.sections = sections.iterator();
    this.text =
        negotiated.format() == ExpositionFormat.PROTOBUF_TEXT
            ? ProtobufText.multiLine(out, negotiated.escaping())
            : ProtobufText.oneLine(out, negotiated.escaping());
  }

  @Override
  public byte @Nullable [] next() {
    out.clear();
    while (out.length() < CHUNK_BYTES && writeMore()) {
      // Repeat until there is enough to send.
    }
    return out.length() == 0 ? null : out.toByteArray();
  }

  private boolean writeMore() {
    if (metrics.hasNext()) {
      metrics.next().forEach(text::metric);
      return true;
    }
    if (isInFamily) {
      text.endFamily();
      isInFamily = false;
      return true;
    }
    if (!sections.hasNext()) {
      return false;
    }
    ScrapedFamily section = sections.next();
    text.startFamily(section.head());
    metrics = section.metrics();
    isInFamily = true;
    return true;
  }
}
