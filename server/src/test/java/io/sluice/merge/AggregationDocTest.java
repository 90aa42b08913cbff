package io.sluice.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.merge.TextFamilies.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The worked examples of docs/aggregation.md: blocks marked `push`, with options in the first one,
/// and the expected result in a block marked `shows`.
final class AggregationDocTest {
  private static final Path PAGE = Path.of("..", "docs", "aggregation.md");
  private static final Pattern BLOCK =
      Pattern.compile(
          "^```text (push|shows)([^\\n]*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @Test
  void page_everyExample_isTrue() throws IOException, MergeException {
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    Group group = new Group(MergeOptions.USUAL);
    boolean fresh = true;
    int examples = 0;
    while (blocks.find()) {
      if (blocks.group(1).equals("push")) {
        group = fresh ? new Group(options(blocks.group(2).strip())) : group;
        group.push(blocks.group(3));
        fresh = false;
        continue;
      }
      assertThat(group.samples()).isEqualTo(blocks.group(3));
      fresh = true;
      examples++;
    }

    assertThat(examples).isEqualTo(5);
  }

  private static MergeOptions options(String words) {
    Map<String, String> given = new TreeMap<>();
    for (String word : words.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        given.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return new MergeOptions(
        GaugeMode.LAST,
        given.getOrDefault("buckets", "common").equals("union")
            ? BucketMode.UNION
            : BucketMode.COMMON,
        given.get("mode_label"),
        false);
  }
}
