package io.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessFilesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"unlimited, 1.8446744073709552e19", "4096000, 4096000"})
  void virtualMemoryMaxBytes_limit_isTheSoftOne(String soft, double expected) throws IOException {
    write(
        "limits",
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max locked memory         8192                 8192                 bytes
        Max address space         %-20s unlimited            bytes
        """
            .formatted(soft));

    assertThat(files().virtualMemoryMaxBytes()).hasValue(expected);
  }

  @Test
  void ipOctets_pairOfLines_isTheValueUnderTheName() throws IOException {
    write(
        "net/netstat",
        """
        TcpExt: InOctets OutOctets
        TcpExt: 1 2
        IpExt: InNoRoutes InOctets OutOctets
        IpExt: 0 1577659711 9223372036854775807
        """);

    assertThat(files().ipOctets("InOctets")).hasValue(1577659711);
    assertThat(files().ipOctets("OutOctets")).hasValue(0x1p63);
    assertThat(files().ipOctets("InBogus")).isEmpty();
  }

  // A kernel with another format must not abort the scrape.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "IpExt: InOctets\n",
        "IpExt: InOctets\nIpExt:\n",
        "IpExt: InOctets\nIpExt: many\n",
        "Max address space\n",
        "Max address space  many many bytes\n"
      })
  void anyValue_otherContent_isAbsent(String content) throws IOException {
    write("limits", content);
    write("net/netstat", content);

    assertThat(files().virtualMemoryMaxBytes()).isEmpty();
    assertThat(files().ipOctets("InOctets")).isEmpty();
  }

  @Test
  void anyValue_noFile_isAbsent() {
    assertThat(files().virtualMemoryMaxBytes()).isEmpty();
    assertThat(files().ipOctets("InOctets")).isEmpty();
  }

  private ProcessFiles files() {
    return new ProcessFiles(directory);
  }

  private void write(String file, String content) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
