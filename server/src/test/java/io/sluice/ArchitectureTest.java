package io.sluice;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The dependencies between packages that the table in docs/design.md allows.
final class ArchitectureTest {
  private static final String ROOT = "io.sluice.";
  private static final List<String> ALWAYS = List.of("java..", "org.jspecify.annotations");

  /// A row: `` | `package` | contents | what it may use | ``.
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z0-9.]+)` \\|[^|]*\\| ?([^|]*?) ?\\|$", Pattern.MULTILINE);

  private static final Map<String, List<String>> LIBRARY_PACKAGES =
      Map.ofEntries(
          Map.entry("HdrHistogram", List.of("org.HdrHistogram")),
          Map.entry("JSSE", List.of("javax.net.ssl")),
          Map.entry("Jackson", List.of("com.fasterxml.jackson.core..")),
          Map.entry("Logback", List.of("ch.qos.logback..")),
          Map.entry("Netty", List.of("io.netty..")),
          Map.entry("Prometheus client", List.of("io.prometheus.metrics..")),
          Map.entry("Protobuf", List.of("com.google.protobuf..")),
          Map.entry("RE2/J", List.of("com.google.re2j..")),
          Map.entry("SLF4J", List.of("org.slf4j..")),
          Map.entry("SnakeYAML", List.of("org.snakeyaml..")),
          Map.entry("bcrypt", List.of("at.favre.lib.crypto.bcrypt")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  private static final Map<String, List<String>> PACKAGE_TO_USED = table();

  @TestFactory
  List<DynamicTest> package_usesOnlyWhatTheTableAllows() {
    var tests = new ArrayList<DynamicTest>();
    PACKAGE_TO_USED.forEach(
        (name, allowed) -> tests.add(DynamicTest.dynamicTest(name, () -> check(name, allowed))));
    return tests;
  }

  @Test
  void package_ofTheCode_hasARow() {
    assertThat(
            CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()))
                .collect(Collectors.toSet()))
        .isEqualTo(PACKAGE_TO_USED.keySet());
  }

  // Nested classes are read with the name of the outer class, so they may share names.
  @Test
  void class_ofAFileOfItsOwn_hasANameThatNoOtherHas() {
    List<String> names =
        CLASSES.stream()
            .filter(c -> c.getPackageName().startsWith("io.sluice") && !isGenerated(c))
            .map(JavaClass::getSimpleName)
            .filter(name -> !name.isEmpty() && !name.equals("package-info"))
            .toList();
    Set<String> outer =
        CLASSES.stream()
            .filter(c -> c.isTopLevelClass() && !isGenerated(c))
            .map(JavaClass::getSimpleName)
            .filter(name -> !name.equals("package-info"))
            .collect(Collectors.toSet());
    assertThat(names.stream().filter(outer::contains)).doesNotHaveDuplicates();
  }

  private static boolean isGenerated(JavaClass c) {
    return c.getPackageName().endsWith(".proto");
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
  }

  private static void check(String name, List<String> allowed) {
    var packages = new ArrayList<String>(ALWAYS);
    packages.add(ROOT + name);
    allowed.forEach(other -> packages.addAll(packagesOf(other)));
    classes()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(packages.toArray(String[]::new)).or(arrayOfPrimitives()))
        .check(CLASSES);
  }

  private static List<String> packagesOf(String used) {
    if (used.startsWith("`")) {
      return List.of(ROOT + used.replace("`", ""));
    }
    return Objects.requireNonNull(LIBRARY_PACKAGES.get(used), used);
  }

  private static Map<String, List<String>> table() {
    Matcher rows = ROW.matcher(design());
    var table = new LinkedHashMap<String, List<String>>();
    while (rows.find()) {
      table.put(
          rows.group(1),
          Arrays.stream(rows.group(2).split(", ")).filter(used -> !used.isEmpty()).toList());
    }
    return table;
  }

  private static String design() {
    try {
      return Files.readString(Path.of("..", "docs", "design.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DescribedPredicate<JavaClass> arrayOfPrimitives() {
    return DescribedPredicate.describe(
        "arrays of primitives", c -> c.getBaseComponentType().isPrimitive());
  }
}
