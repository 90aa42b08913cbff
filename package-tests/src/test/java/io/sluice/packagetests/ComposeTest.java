package io.sluice.packagetests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The example for Docker Compose: there is no engine to run it, so the names in it are checked.
final class ComposeTest {
  private static final Path FOLDER = Project.ROOT.resolve("deploy/compose");

  @Test
  void compose_everyFileThatItMounts_isThere() throws Exception {
    int mounted = 0;
    for (Object service : services().values()) {
      Object volumes = map(service).get("volumes");
      for (Object volume : volumes == null ? List.of() : (List<?>) volumes) {
        String source = volume.toString().replaceFirst(":.*", "");
        if (source.startsWith(".")) {
          assertThat(FOLDER.resolve(source)).exists();
          mounted++;
        }
      }
    }
    assertThat(mounted).isGreaterThan(4);
  }

  @Test
  void compose_image_hasTheProjectsVersion() throws Exception {
    Map<?, ?> sluice = map(services().get("sluice"));

    assertThat(sluice.get("image")).isEqualTo("localhost/sluice:" + Project.version());
  }

  private static Map<?, ?> services() throws Exception {
    String text = Files.readString(FOLDER.resolve("compose.yaml"));
    return map(map(Chart.load(text).iterator().next()).get("services"));
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }
}
