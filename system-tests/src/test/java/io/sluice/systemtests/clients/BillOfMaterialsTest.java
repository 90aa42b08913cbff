package io.sluice.systemtests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.systemtests.harness.GatewayCommand;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The bill of materials of the build lists exactly the components that the gateway is run with:
/// every jar, and nothing else. So vulnerability scanners check all of them.
final class BillOfMaterialsTest {
  private static final Pattern PURL =
      Pattern.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)(?:\\?(?:classifier=([^&]+)&)?type=jar)?");

  @Test
  void bom_ofTheBuild_listsExactlyTheJarsBesideIt() throws Exception {
    Path jar = GatewayCommand.jar();
    JsonNode bom = new ObjectMapper().readTree(jar.resolveSibling("bom.json").toFile());
    var listed = new TreeSet<String>();
    for (JsonNode component : bom.required("components")) {
      assertThat(component.required("hashes").size()).as(component.toString()).isPositive();
      listed.add(jarName(component.required("purl").textValue()));
    }

    var there = new TreeSet<String>();
    try (Stream<Path> files = Files.list(jar.resolveSibling("lib"))) {
      files.forEach(file -> there.add(file.getFileName().toString()));
    }
    assertThat(listed).isEqualTo(there);
  }

  private static String jarName(String purl) {
    Matcher matcher = PURL.matcher(URLDecoder.decode(purl, StandardCharsets.UTF_8));
    assertThat(matcher.matches()).as(purl).isTrue();
    String classifier = matcher.group(3) == null ? "" : "-" + matcher.group(3);
    return matcher.group(1) + "-" + matcher.group(2) + classifier + ".jar";
  }
}
