package io.sluice.webconfig;

import io.sluice.files.FileContent;
import io.sluice.files.WatchedFile;
import io.sluice.yaml.YamlException;
import io.sluice.yaml.YamlMap;
import io.sluice.yaml.YamlScalar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A PEM text in the configuration (`cert`), or in a file that it names (`cert_file`).
///
/// @param key the configuration key of the text
/// @param value the value in the configuration
/// @param shown the text or the path, for messages
/// @param source the current content: the same object until the content changes
record PemText(String key, YamlScalar value, String shown, Supplier<FileContent> source) {

  /// The text called `key`, inline or as a file, or null.
  ///
  /// @param directory the base of relative paths
  static @Nullable PemText parse(YamlMap tls, String key, Path directory, InstantSource clock)
      throws YamlException {
    YamlScalar inline = tls.scalar(key);
    YamlScalar named = tls.scalar(key + "_file");
    if (named != null && !named.text().isEmpty()) {
      Path path = directory.resolve(named.text()).normalize();
      return new PemText(key + "_file", named, path.toString(), new WatchedFile(path, clock)::read);
    }
    if (inline == null || inline.text().isEmpty()) {
      return null;
    }
    FileContent fixed = FileContent.of(inline.text().getBytes(StandardCharsets.UTF_8));
    return new PemText(key, inline, "inline", () -> fixed);
  }

  /// An error for the text. The caller throws it.
  WebConfigException problem(String problem) {
    return WebConfigException.at(value, problem);
  }
}
