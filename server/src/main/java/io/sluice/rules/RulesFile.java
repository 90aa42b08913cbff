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

/// The current rules and their file.
///
/// If the file cannot be read or is invalid, the rules do not change. Thread-safe.
public final class RulesFile {
  private static final Logger log = LoggerFactory.getLogger(RulesFile.class);

  /// Notified of every attempt to load the file.
  @FunctionalInterface
  public interface Listener {
    void loaded(boolean isSuccessful);
  }

  /// The file cannot be used. The message is for users: `rules.yml:3:5: ...`.
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

  /// Without a file and without rules; there is nothing to reload.
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

  /// Whether the keys of a configuration file are those of a rules file.
  public static boolean isOne(Set<String> keys) {
    return keys.contains("rules") || keys.contains("otlp");
  }

  /// Loads rules without activating them.
  public static Rules check(Path file) throws UnusableException {
    try {
      return Rules.parse(YamlFile.load(file));
    } catch (YamlException e) {
      throw new UnusableException(e.in(file));
    } catch (IOException e) {
      throw new UnusableException(FileErrors.message(file, e));
    }
  }

  /// The current rules.
  public Rules rules() {
    return current;
  }

  /// The file of the rules, or null.
  public @Nullable Path file() {
    return file;
  }

  /// Reads the file again.
  ///
  /// @throws UnusableException if it cannot be read or is invalid; the rules do not change then
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
