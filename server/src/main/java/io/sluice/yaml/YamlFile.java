package io.sluice.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// Reads a configuration file: one YAML document with a map at its root, or an empty one.
///
/// A file is at most 1 MiB, nested at most 32 deep, with at most 50 aliases. Tags and merge keys
/// are refused.
// The text is parsed twice. The first pass counts depth and aliases, event by event and without
// recursion. Only a text within the limits is composed, which is recursive.
public final class YamlFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_ALIASES = 50;

  // The failsafe schema keeps all scalars as text, because their type depends on the reader.
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new FailsafeSchema())
          .setCodePointLimit(MAX_BYTES + 1)
          .setMaxAliasesForCollections(MAX_ALIASES)
          .setAllowDuplicateKeys(true)
          .build();

  private YamlFile() {}

  /// Reads a file.
  ///
  /// @throws IOException if the file cannot be read
  public static YamlMap load(Path file) throws IOException, YamlException {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(MAX_BYTES + 1));
    }
  }

  /// Reads the content of a file.
  public static YamlMap parse(byte[] bytes) throws YamlException {
    if (bytes.length > MAX_BYTES) {
      throw tooLong();
    }
    return parse(decode(bytes));
  }

  /// Reads a text.
  public static YamlMap parse(String text) throws YamlException {
    if (text.length() > MAX_BYTES) {
      throw tooLong();
    }
    Node root = compose(text.startsWith("\uFEFF") ? text.substring(1) : text);
    return root == null || Nodes.isNull(root) ? YamlMap.empty() : YamlMap.of(root);
  }

  private static @Nullable Node compose(String text) throws YamlException {
    try {
      checkLimits(text);
      return new Compose(SETTINGS).composeString(text).orElse(null);
    } catch (MarkedYamlEngineException e) {
      throw SourcePosition.of(e.getProblemMark()).problem(oneLine(e.getProblem()));
    } catch (ReaderException e) {
      int end = text.offsetByCodePoints(0, e.getPosition());
      throw SourcePosition.after(text.substring(0, end))
          .problem(String.format("character U+%04X is not allowed", e.getCodePoint()));
    } catch (YamlEngineException e) {
      throw SourcePosition.START.problem(oneLine(String.valueOf(e.getMessage())));
    }
  }

  private static void checkLimits(String text) throws YamlException {
    int depth = 0;
    int aliases = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event instanceof AliasEvent) {
        aliases++;
      }
      if (depth > MAX_DEPTH) {
        throw SourcePosition.of(event.getStartMark()).problem("nested deeper than " + MAX_DEPTH);
      }
      if (aliases > MAX_ALIASES) {
        throw SourcePosition.of(event.getStartMark())
            .problem("more than " + MAX_ALIASES + " aliases");
      }
    }
  }

  private static String decode(byte[] bytes) throws YamlException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.length);
    boolean isBad = decoder.decode(ByteBuffer.wrap(bytes), text, true).isError();
    String decoded = text.flip().toString();
    if (isBad) {
      throw SourcePosition.after(decoded).problem("not UTF-8");
    }
    return decoded;
  }

  private static YamlException tooLong() {
    return SourcePosition.START.problem("longer than " + MAX_BYTES + " bytes");
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", ", ");
  }
}
