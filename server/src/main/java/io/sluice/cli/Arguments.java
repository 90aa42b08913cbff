package io.sluice.cli;

import io.sluice.files.FileErrors;
import io.sluice.go.GoQuote;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits the arguments of a command line into tokens like kingpin, the flag library of the
/// Pushgateway.
///
/// Tokens are `--name`, `--name=value` (two tokens), `-x`, and other arguments; after a `--`, all
/// arguments are of the last kind. `@file` is replaced with the lines of that file, one argument
/// each, without blank lines and those that start with `#`.
final class Arguments {
  /// Only files that include themselves are nested this deep.
  private static final int MAX_FILES = 100;

  sealed interface Token {
    /// `--name`, without the dashes.
    record LongFlag(String name) implements Token {}

    /// `-x`, without the dash.
    record ShortFlag(String name) implements Token {}

    record Argument(String text) implements Token {}

    record End() implements Token {}
  }

  private final Deque<String> left;

  /// Tokens that were pushed back, the next one on top.
  private final Deque<Token> ahead = new ArrayDeque<>();

  private boolean flagsEnded;
  private int files;

  Arguments(String[] arguments) {
    left = new ArrayDeque<>(List.of(arguments));
  }

  /// The text of the next token if it is an argument; else null, and the token is not consumed.
  @Nullable String nextArgument() throws FlagException {
    Token token = next();
    if (token instanceof Token.Argument(String text)) {
      return text;
    }
    ahead.push(token);
    return null;
  }

  Token next() throws FlagException {
    if (!ahead.isEmpty()) {
      return ahead.pop();
    }
    while (!left.isEmpty()) {
      String text = left.removeFirst();
      if (flagsEnded) {
        return new Token.Argument(text);
      }
      if (text.equals("--")) {
        flagsEnded = true;
      } else if (text.startsWith("@")) {
        expand(text.substring(1));
      } else {
        return tokenOf(text);
      }
    }
    return new Token.End();
  }

  private Token tokenOf(String text) {
    if (text.startsWith("--")) {
      return longFlag(text.substring(2));
    }
    if (text.startsWith("-")) {
      return shortFlag(text.substring(1));
    }
    return new Token.Argument(text);
  }

  private Token longFlag(String nameAndValue) {
    int equals = nameAndValue.indexOf('=');
    if (equals < 0) {
      return new Token.LongFlag(nameAndValue);
    }
    ahead.push(new Token.Argument(nameAndValue.substring(equals + 1)));
    return new Token.LongFlag(nameAndValue.substring(0, equals));
  }

  /// `-xyz` is `-x -yz`, because no short flag has a value. A single dash is an empty argument.
  private Token shortFlag(String names) {
    if (names.isEmpty()) {
      return new Token.Argument("");
    }
    int end = names.offsetByCodePoints(0, 1);
    if (end < names.length()) {
      left.addFirst("-" + names.substring(end));
    }
    return new Token.ShortFlag(names.substring(0, end));
  }

  private void expand(String file) throws FlagException {
    if (file.isEmpty()) {
      throw new FlagException("expected @ file to expand arguments from");
    }
    if (++files > MAX_FILES) {
      throw new FlagException("too many arguments files: file=" + GoQuote.quote(file));
    }
    List<String> lines =
        read(file).lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    for (String line : lines.reversed()) {
      left.addFirst(line);
    }
  }

  private static String read(String file) throws FlagException {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreadable(file, FileErrors.message(Path.of(file), e));
    } catch (InvalidPathException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  private static FlagException unreadable(String file, String problem) {
    return new FlagException(
        "failed to open arguments file " + GoQuote.quote(file) + ": " + problem);
  }
}
