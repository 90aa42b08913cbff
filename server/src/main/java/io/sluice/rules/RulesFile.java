package io.sluice.rules;

import io.sluice.files.FileErrors;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rules in force, and the file they come from.
///
/// A file that cannot be read or is wrong leaves the rules as they were. Every method may be called
/// from any thread.
public final class RulesFile {
  private static final Logger log = LoggerFactory.getLogger(RulesFile.class);

  /// Told of every attempt to read the file.
  @FunctionalInterface
  public interface Listener {
    void loaded(boolean isSuccessful);
  }

  /// Why a file is not in force, ready to be shown: `rules.yml:3:5: ...`.
  public static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableException(String message) {
      super(message, null, false, false);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  private final @Nullable Path file;
  private final Listener listener;
  private volatile Rules current = Rules.NONE;

  private RulesFile(@Nullable Path file, Listener listener) {
    this.file = file;
    this.listener = listener;
  }

  /// No file and no rules; there is nothing to read again.
  public static RulesFile none() {
    return new RulesFile(null, _ -> {});
  }

  /// Reads a file.
  ///
  /// @throws UnusableException if it cannot be read or is wrong
  public static RulesFile open(Path file, Listener listener) throws UnusableException {
    var opened = new RulesFile(file, listener);
    opened.reload();
    return opened;
  }

  /// Whether a file with these keys is one of rules.
  public static boolean isOne(Set<String> keys) {
    return keys.contains("rules") || keys.contains("otlp");
  }

  /// Reads rules without putting them in force.
  public static Rules check(Path file) throws UnusableException {
    try {
      return Rules.parse(YamlFile.load(file));
    } catch (YamlException e) {
      throw new UnusableException(e.in(file));
    } catch (IOException e) {
      throw new UnusableException(FileErrors.message(file, e));
    }
  }

  /// The rules in force.
  public Rules rules() {
    return current;
  }

  /// Where the rules come from, or null.
  public @Nullable Path file() {
    return file;
  }

  /// Reads the file again.
  ///
  /// @throws UnusableException if it cannot be read or is wrong; the rules are as before then
  public synchronized void reload() throws UnusableException {
    if (file == null) {
      return;
    }
    try {
      current = check(file);
      log.atInfo()
          .addKeyValue("file", file)
          .addKeyValue("rules", current.all().size())
          .log("rules loaded");
      listener.loaded(true);
    } catch (UnusableException e) {
      log.atError().addKeyValue("err", e.getMessage()).log("rules not loaded");
      listener.loaded(false);
      throw e;
    }
  }
}
