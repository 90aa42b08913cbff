package io.sluice.systemtests.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A fenced block of a page, with the comments directly above it that are for the tests.
///
/// ```text
/// <!-- not run: why -->         it cannot be run in a test
/// <!-- before: commands -->     run first; prerequisites of the page, such as a file
/// <!-- file: name -->           the block is the content of this file
/// <!-- answer to: commands -->  the block is the output of these
/// <!-- until stopped -->        the command does not end on its own
/// ```
///
/// @param line the first line of the block, for messages
/// @param language the text after the fence
record DocExample(int line, String language, String text, List<Comment> comments) {
  private static final Pattern COMMENT =
      Pattern.compile(
          "(?s)<!-- (not run|before|file|answer to|until stopped)(?:: ?(.*?))? ?-->\\s*");
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^((?:<!--(?s:(?!-->).)*-->\\s*\\n)*)```(.*)\\n((?s:.*?))^```$");

  /// A comment for the tests.
  record Comment(String kind, String text) {}

  DocExample {
    comments = List.copyOf(comments);
  }

  /// The blocks of a page, in their order.
  static List<DocExample> of(Path page) throws IOException {
    String text = Files.readString(page);
    var examples = new ArrayList<DocExample>();
    for (Matcher block = BLOCK.matcher(text); block.find(); ) {
      int line = (int) text.substring(0, block.start(3)).lines().count();
      examples.add(
          new DocExample(
              line,
              String.valueOf(block.group(2)).strip(),
              String.valueOf(block.group(3)),
              comments(String.valueOf(block.group(1)))));
    }
    return examples;
  }

  private static List<Comment> comments(String above) {
    var comments = new ArrayList<Comment>();
    for (Matcher comment = COMMENT.matcher(above); comment.find(); ) {
      String text = comment.group(2);
      comments.add(new Comment(String.valueOf(comment.group(1)), text == null ? "" : text.strip()));
    }
    return comments;
  }

  /// The text of the first comment of a kind, or null.
  @Nullable String comment(String kind) {
    return comments.stream()
        .filter(comment -> comment.kind.equals(kind))
        .map(Comment::text)
        .findFirst()
        .orElse(null);
  }

  /// Whether the example must be run or state the reason why not.
  boolean isExecutable() {
    return List.of("sh", "yaml", "python").contains(language) || comment("answer to") != null;
  }
}
