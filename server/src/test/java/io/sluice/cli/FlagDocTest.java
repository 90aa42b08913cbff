package io.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The tables of docs/flags.md.
class FlagDocTest {
  private static final Path PAGE = Path.of("..", "docs", "flags.md");

  private record Row(int line, List<String> cells) {}

  private record Table(Row head, List<Row> rows) {}

  @Test
  void tables_together_haveARowForEachFlagShown() throws IOException {
    List<String> firstCells =
        tables().stream()
            .filter(table -> table.head.cells.getFirst().equals("flag"))
            .flatMap(table -> table.rows.stream())
            .map(row -> row.cells.getFirst())
            .toList();
    List<String> missing =
        Flag.shown().stream()
            .map(flag -> "`--" + flag.longName + "`")
            .filter(name -> firstCells.stream().noneMatch(cell -> cell.contains(name)))
            .toList();

    assertThat(missing).isEmpty();
  }

  // A row with a missing cell shows its text in the wrong column.
  @Test
  void rows_ofEachTable_haveAsManyCellsAsItsHead() throws IOException {
    for (Table table : tables()) {
      assertThat(table.rows).isNotEmpty();
      for (Row row : table.rows) {
        assertThat(row.cells).as("line " + row.line).hasSameSizeAs(table.head.cells);
      }
    }
  }

  @Test
  void forms_flagsThatMayBeRepeated_areNamed() throws IOException {
    List<String> named =
        Flag.shown().stream()
            .filter(flag -> flag.kind() == FlagType.Kind.REPEATABLE)
            .map(flag -> "`--" + flag.longName + "`")
            .toList();

    assertThat(Files.readString(PAGE))
        .contains("Only " + String.join(" and ", named) + " may be repeated.");
  }

  private static List<Table> tables() throws IOException {
    var tables = new ArrayList<Table>();
    boolean isInTable = false;
    List<String> lines = Files.readAllLines(PAGE);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("|") && !isInTable) {
        tables.add(new Table(row(i + 1, line), new ArrayList<>()));
      } else if (line.startsWith("|") && !line.startsWith("|--")) {
        tables.getLast().rows.add(row(i + 1, line));
      }
      isInTable = line.startsWith("|");
    }
    assertThat(tables).hasSizeGreaterThan(5);
    return tables;
  }

  private static Row row(int number, String line) {
    String inner = line.substring(1, line.lastIndexOf('|'));
    List<String> cells = List.of(inner.split("(?<!\\\\)\\|", -1));
    return new Row(number, cells.stream().map(String::strip).toList());
  }
}
