package io.sluice.yaml;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {
  @Test
  void parse_everyKind_isRead() throws Exception {
    YamlMap map =
        YamlFile.parse(
            """
            text: hello # a comment
            quoted: "true"
            truth: yes
            number: 42
            empty:
            list: [a, 'b', "c"]
            maps:
              - name: x
              - name: y
            inner:
              deep: {a: 1}
            """);

    assertThat(map.string("text")).isEqualTo("hello");
    assertThat(map.bool("truth")).isTrue();
    assertThat(map.integer("number")).isEqualTo(42);
    assertThat(map.has("empty")).isFalse();
    assertThat(map.string("empty")).isNull();
    assertThat(map.string("missing")).isNull();
    assertThat(map.scalars("list")).extracting(YamlScalar::text).containsExactly("a", "b", "c");
    assertThat(map.maps("maps")).hasSize(2);
    assertThat(map.maps("maps").get(1).string("name")).isEqualTo("y");
    assertThat(map.maps("maps").get(1).line()).isEqualTo(9);
    assertThat(map.string("quoted")).isEqualTo("true");
    assertThat(requireNonNull(map.map("inner")).keys()).containsExactly("deep");
    map.finish();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only a comment\n", "---\n", "~", "\uFEFF"})
  void parse_nothing_isAnEmptyMap(String text) throws Exception {
    YamlMap map = YamlFile.parse(text);

    assertThat(map.keys()).isEmpty();
    map.finish();
  }

  @Test
  void parse_aliases_standForWhatWasNamed() throws Exception {
    YamlMap map = YamlFile.parse("a: &x {k: v}\nb: *x\n");

    YamlMap b = requireNonNull(map.map("b"));
    assertThat(b.string("k")).isEqualTo("v");
  }

  @Test
  void finish_unknownKey_saysWhereAndWhatIsKnown() throws Exception {
    YamlMap map = YamlFile.parse("known: 1\n  \nother: 2\n");
    assertThat(map.integer("known")).isEqualTo(1);
    assertThat(map.integer("also")).isNull();

    assertThatThrownBy(map::finish)
        .isInstanceOf(YamlException.class)
        .hasMessage("3:1: unknown key \"other\", expected one of also, known");
  }

  @Test
  void parse_wrongKind_saysWhere() throws Exception {
    YamlMap map = YamlFile.parse("a: [1]\nb: x\nc: {d: 1}\n");

    assertThatThrownBy(() -> map.scalar("a"))
        .hasMessage("1:4: expected a single value, got a list");
    assertThatThrownBy(() -> map.map("b")).hasMessage("2:4: expected a map, got a single value");
    assertThatThrownBy(() -> map.scalars("c")).hasMessage("3:4: expected a list, got a map");
    assertThatThrownBy(() -> map.bool("b")).hasMessage("2:4: expected true or false, got \"x\"");
    assertThatThrownBy(() -> map.integer("b"))
        .hasMessage("2:4: expected a whole number, got \"x\"");
    assertThat(map.problem("b", "bad")).hasMessage("2:4: bad");
    assertThat(map.problem("z", "bad")).hasMessage("1:1: bad");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: 1\nb: 2\na: 3\n => 3:1: key \"a\" occurs twice",
        "- a => 1:1: expected a map, got a list",
        "text => 1:1: expected a map, got a single value",
        "a: [1\nb: 2 => 2:2: expected ',' or ']', but got :",
        "a: b: c => 1:5: mapping values are not allowed here",
        "a: 1\n\tb: 2 => 2:1: ",
        "a: *nobody => 1:4: found undefined alias nobody",
        "a: 1\n---\nb: 2 => 2:1: but found another document",
        "? [a]\n: b => 1:1: ",
        "a: é\nb: \u0007 => 2:4: character U+0007 is not allowed",
      })
  void parse_broken_saysWhere(String example) {
    String[] parts = example.split(" => ", -1);

    assertThatThrownBy(() -> YamlFile.parse(parts[0]))
        .isInstanceOf(YamlException.class)
        .hasMessageStartingWith(parts[1]);
  }

  @Test
  void parse_tags_areRefused() throws Exception {
    YamlMap map = YamlFile.parse("a: !!java.net.URL [x]\nb: !!binary aGk=\n");

    assertThatThrownBy(() -> map.scalars("a")).hasMessageContaining("1:4: tag ");
    assertThatThrownBy(() -> map.scalar("b")).hasMessageContaining("2:4: tag ");
  }

  @Test
  void finish_mergeKey_isUnknown() throws Exception {
    YamlMap map = YamlFile.parse("a: &x {k: v}\nb:\n  <<: *x\n");
    YamlMap b = requireNonNull(map.map("b"));
    assertThat(b.string("k")).isNull();

    assertThatThrownBy(b::finish).hasMessageStartingWith("3:3: unknown key \"<<\"");
  }

  @Test
  void parse_beyondTheLimits_isRefused() {
    assertThatThrownBy(() -> YamlFile.parse("a: " + "[".repeat(33)))
        .hasMessageContaining("nested deeper than 32");
    assertThatThrownBy(() -> YamlFile.parse("a: " + "[".repeat(100_000)))
        .hasMessageContaining("nested deeper than 32");
    assertThatThrownBy(() -> YamlFile.parse("a: &x [1]\nb: [" + "*x, ".repeat(51) + "]"))
        .hasMessageContaining("more than 50 aliases");
    assertThatThrownBy(() -> YamlFile.parse("a: " + "x".repeat(1 << 20)))
        .hasMessageContaining("longer than 1048576 bytes");
  }

  @Test
  void load_file_isReadAsUtf8(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("a.yml"), "k: é😀\n");

    assertThat(YamlFile.load(file).string("k")).isEqualTo("é😀");
  }

  @Test
  void load_notUtf8_saysWhere(@TempDir Path folder) throws Exception {
    Path file =
        Files.write(folder.resolve("a.yml"), "k: é\nl: ü\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> YamlFile.load(file)).hasMessage("1:4: not UTF-8");
  }

  @Test
  void load_missing_throws(@TempDir Path folder) {
    assertThatThrownBy(() -> YamlFile.load(folder.resolve("none.yml")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void in_file_readsAsCompilersHaveIt() {
    assertThat(new YamlException("bad", 3, 5).in(Path.of("rules.yml")))
        .isEqualTo("rules.yml:3:5: bad");
  }
}
