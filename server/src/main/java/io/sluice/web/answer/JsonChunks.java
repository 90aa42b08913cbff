package io.sluice.web.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.format.json.JsonWriter;
import io.sluice.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// A JSON document that is generated while it is sent, a few values at a time.
public abstract class JsonChunks implements Response.Chunks {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final JsonGenerator json;
  private boolean isEnded;

  public JsonChunks() {
    try {
      json = JsonWriter.generator(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the next few values.
  ///
  /// @return whether there are more
  protected abstract boolean writeSome(JsonGenerator json) throws IOException;

  @Override
  public final byte @Nullable [] next() {
    if (isEnded) {
      return null;
    }
    out.reset();
    try {
      while (!isEnded && out.size() < CHUNK_BYTES) {
        isEnded = !writeSome(json);
      }
      if (isEnded) {
        json.close();
      } else {
        json.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
