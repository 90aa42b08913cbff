package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ExportCommandTest {
  private static final Invocation USAGE =
      new Invocation.Refuse("usage: sluice export --format=pushgateway FILE OUTPUT");

  @Test
  void parse_formatAnywhere_taken() {
    var export = new Invocation.RunTool(Subcommand.EXPORT, List.of("a", "b"));
    assertThat(parse("export", "--format=pushgateway", "a", "b")).isEqualTo(export);
    assertThat(parse("export", "a", "b", "--format=pushgateway")).isEqualTo(export);
    assertThat(parse("export", "--format", "pushgateway", "a", "b")).isEqualTo(export);
    assertThat(parse("export", "a", "--format", "pushgateway", "b")).isEqualTo(export);
  }

  @Test
  void parse_missingOrOther_usage() {
    assertThat(parse("export", "a", "b")).isEqualTo(USAGE);
    assertThat(parse("export", "--format=pushgateway", "a")).isEqualTo(USAGE);
    assertThat(parse("export", "--format=gob", "a", "b")).isEqualTo(USAGE);
    assertThat(parse("export", "--format=pushgateway", "a", "b", "c")).isEqualTo(USAGE);
    assertThat(parse("export", "a", "b", "--format")).isEqualTo(USAGE);
    assertThat(parse("export", "--format", "gob", "a", "b")).isEqualTo(USAGE);
    assertThat(parse("export", "--format", "a", "b", "pushgateway")).isEqualTo(USAGE);
    assertThat(parse("export", "--format=pushgateway", "a", "-b")).isEqualTo(USAGE);
  }

  private static Invocation parse(String... arguments) {
    return CommandLineParser.parse(arguments);
  }
}
