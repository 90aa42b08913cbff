import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Copies jars without compression: `StoreJars JAR... FOLDER [JAR... FOLDER]`.
///
/// Packages are compressed as a whole, which gives smaller packages if the jars are not compressed.
/// Entries keep their order; their times are `SOURCE_DATE_EPOCH`.
final class StoreJars {
  private StoreJars() {}

  static void main(String[] arguments) throws IOException {
    long epoch = Long.parseLong(System.getenv("SOURCE_DATE_EPOCH"));
    LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond(epoch), ZoneOffset.UTC);
    List<Path> jars = new ArrayList<>();
    for (String argument : arguments) {
      Path path = Path.of(argument);
      if (Files.isDirectory(path)) {
        for (Path jar : jars) {
          store(jar, path.resolve(jar.getFileName()), time);
        }
        jars.clear();
      } else {
        jars.add(path);
      }
    }
  }

  private static void store(Path jar, Path stored, LocalDateTime time) throws IOException {
    try (var in = new ZipFile(jar.toFile());
        var out = new ZipOutputStream(Files.newOutputStream(stored))) {
      out.setMethod(ZipOutputStream.STORED);
      for (ZipEntry entry : (Iterable<ZipEntry>) in.stream().map(it -> (ZipEntry) it)::iterator) {
        byte[] content = content(in, entry);
        var crc = new CRC32();
        crc.update(content);
        var copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(time);
        copy.setSize(content.length);
        copy.setCrc(crc.getValue());
        out.putNextEntry(copy);
        out.write(content);
        out.closeEntry();
      }
    }
  }

  private static byte[] content(ZipFile jar, ZipEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
