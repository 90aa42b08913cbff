package io.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.model.GroupingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessFileTest {
  private static final GroupingKey BUILD = GroupingKey.of("job", "build-1", "instance", "a");
  private static final GroupingKey OTHER = GroupingKey.of("job", "other");

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), text);
    return Files.move(
        next,
        folder.resolve("access.yml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void rights_listedUser_areThoseOfTheFile() throws IOException {
    AccessFile file =
        AccessFile.open(
            write(
                """
                users:
                  ci:
                    push: ['{job=~"build-.*",instance!="z"}', '{job="nightly"}']
                    delete: ['{job="build-1"}']
                  ops: {scrape: true, admin: yes}
                """));

    Rights ci = file.rights("ci");
    assertThat(ci.mayRead()).isFalse();
    assertThat(ci.mayAdminister()).isFalse();
    assertThat(ci.mayPush(BUILD)).isTrue();
    assertThat(ci.mayPush(GroupingKey.of("job", "build-1", "instance", "z"))).isFalse();
    assertThat(ci.mayPush(GroupingKey.of("job", "nightly"))).isTrue();
    assertThat(ci.mayPush(GroupingKey.of("job", "my-build-1"))).isFalse();
    assertThat(ci.mayDelete(BUILD)).isTrue();
    assertThat(ci.mayDelete(OTHER)).isFalse();
    assertThat(file.rights("ops").mayRead()).isTrue();
    assertThat(file.rights("ops").mayAdminister()).isTrue();
    assertThat(file.rights("ops").mayPush(BUILD)).isFalse();
  }

  @Test
  void rights_nobodyListed_areNone() throws IOException {
    AccessFile file = AccessFile.open(write("users: {a: {scrape: true}, b: }\n"));

    for (String user : new String[] {"b", "c", "", "A", "default", "anonymous"}) {
      assertThat(file.rights(user)).isEqualTo(Rights.NONE);
    }
    assertThat(file.rights(null)).isEqualTo(Rights.NONE);
  }

  @Test
  void rights_defaultAndAnonymous_areForThoseOnly() throws IOException {
    AccessFile file =
        AccessFile.open(
            write(
                """
                users: {a: {}}
                default: {scrape: true}
                anonymous: {push: ['{job="other"}']}
                """));

    assertThat(file.rights("a").mayRead()).isFalse();
    assertThat(file.rights("b").mayRead()).isTrue();
    assertThat(file.rights("b").mayPush(OTHER)).isFalse();
    assertThat(file.rights(null).mayRead()).isFalse();
    assertThat(file.rights(null).mayPush(OTHER)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          user: {a: {}}                            | 1:1: unknown key "user", expected one of anonymous, default, users
          users: [a]                               | 1:8: expected a map, got a list
          users: {a: {read: true}}                 | 1:13: unknown key "read", expected one of admin, delete, push, scrape
          users: {a: {scrape: perhaps}}            | 1:21: expected true or false, got "perhaps"
          users: {a: {push: true}}                 | 1:19: expected a list, got a single value
          users: {a: {push: [m]}}                  | 1:20: a group has no metric name: "m"
          users: {a: {}, a: {}}                    | 1:16: key "a" occurs twice
          """)
  void open_somethingWrong_saysWhere(String text, String problem) throws IOException {
    Path file = write(text);

    assertThatIOException()
        .isThrownBy(() -> AccessFile.open(file))
        .withMessage(file + ":" + problem);
  }

  @Test
  void open_badSelector_saysWhere() throws IOException {
    Path file = write("users: {a: {push: ['{job=~\"(\"}']}}");

    assertThatIOException()
        .isThrownBy(() -> AccessFile.open(file))
        .withMessageStartingWith(file + ":1:20: ");
  }

  @Test
  void open_missing_saysSo() {
    assertThatIOException()
        .isThrownBy(() -> AccessFile.open(folder.resolve("nowhere")))
        .withMessage("open " + folder.resolve("nowhere") + ": no such file or directory");
  }

  @Test
  void open_folder_saysSo() {
    assertThatIOException()
        .isThrownBy(() -> AccessFile.open(folder))
        .withMessage("open " + folder + ": is a directory");
  }

  @Test
  void rights_fileChanged_areTheNewOnes() throws IOException {
    AccessFile file = AccessFile.open(write("default: {scrape: true}\n"));
    assertThat(file.rights("a").mayRead()).isTrue();

    write("default: {admin: true}\n");
    assertThat(file.rights("a")).extracting(Rights::mayRead).isEqualTo(false);
    assertThat(file.rights("a").mayAdminister()).isTrue();
  }

  // Would catch an old right that is kept because the file was rewritten in place, with the same
  // length, within one tick of the file system's clock.
  @Test
  void rights_fileRewrittenInPlaceWithinATick_areTheNewOnes() throws IOException {
    var written = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    Path path = write("default: {scrape: yes}\n");
    Files.setLastModifiedTime(path, written);
    AccessFile file = AccessFile.open(path, written::toInstant);
    assertThat(file.rights("a").mayRead()).isTrue();

    Files.writeString(path, "default: {scrape: no }\n");
    Files.setLastModifiedTime(path, written);
    assertThat(file.rights("a").mayRead()).isFalse();
  }

  // Would catch an old permission that is kept because the new file contains a mistake.
  @Test
  void rights_fileBroken_areRefusedUntilItIsMended() throws IOException {
    AccessFile file = AccessFile.open(write("default: {scrape: true}\n"));

    write("default: {scrape: true\n");
    assertThatIOException().isThrownBy(() -> file.rights("a"));
    assertThatIOException().isThrownBy(() -> file.rights(null));
    Files.delete(folder.resolve("access.yml"));
    assertThatIOException().isThrownBy(() -> file.rights("a"));
    write("default: {scrape: true}\n");
    assertThat(file.rights("a").mayRead()).isTrue();
  }
}
