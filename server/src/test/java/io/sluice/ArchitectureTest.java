package io.sluice;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Who may call whom. The table is that of docs/design.md; a new arrow is added there and here, or
/// not at all.
class ArchitectureTest {
  private static final String JDK = "java..";
  private static final String NULLNESS = "org.jspecify.annotations";

  private static final Map<String, List<String>> PACKAGE_MAY_USE =
      Map.ofEntries(
          Map.entry("model", List.of()),
          Map.entry(
              "format", List.of("model", "com.google.protobuf..", "com.fasterxml.jackson.core..")),
          Map.entry("selector", List.of("model", "com.google.re2j..")),
          Map.entry("yaml", List.of("org.snakeyaml..")),
          Map.entry("files", List.of()),
          Map.entry("access", List.of("files", "model", "selector", "yaml", "org.slf4j..")),
          Map.entry("merge", List.of("model", "format")),
          Map.entry("rules", List.of("files", "model", "merge", "selector", "yaml", "org.slf4j..")),
          Map.entry("store", List.of("model", "format", "merge")),
          Map.entry("journal", List.of("files")),
          Map.entry("gofile", List.of("model", "format", "store")),
          Map.entry(
              "gateway",
              List.of(
                  "model",
                  "format",
                  "merge",
                  "rules",
                  "store",
                  "journal",
                  "gofile",
                  "org.slf4j..")),
          Map.entry("intake", List.of("model", "format", "access", "rules", "store", "gateway")),
          Map.entry("history", List.of("model", "org.HdrHistogram")),
          Map.entry("http", List.of("io.netty..", "org.slf4j..", "javax.net.ssl")),
          Map.entry(
              "webconfig",
              List.of(
                  "files",
                  "http",
                  "yaml",
                  "at.favre.lib.crypto.bcrypt",
                  "io.netty..",
                  "org.slf4j..",
                  "javax.net.ssl")),
          Map.entry(
              "web",
              List.of(
                  "access",
                  "http",
                  "gateway",
                  "intake",
                  "history",
                  "journal",
                  "store",
                  "format",
                  "model",
                  "rules",
                  "selector",
                  "telemetry",
                  "com.fasterxml.jackson.core..",
                  "org.slf4j..")),
          Map.entry(
              "telemetry",
              List.of(
                  "model",
                  "journal",
                  "io.prometheus.metrics..",
                  "org.HdrHistogram",
                  "org.slf4j..")),
          Map.entry("cli", List.of("files", "org.slf4j..", "ch.qos.logback..")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  @TestFactory
  List<DynamicTest> package_usesOnlyWhatTheTableAllows() {
    var tests = new ArrayList<DynamicTest>();
    PACKAGE_MAY_USE.forEach(
        (name, allowed) -> tests.add(DynamicTest.dynamicTest(name, () -> check(name, allowed))));
    return tests;
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("io.sluice.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  private static void check(String name, List<String> allowed) {
    var packages = new ArrayList<String>(List.of(JDK, NULLNESS, "io.sluice." + name + ".."));
    for (String other : allowed) {
      packages.add(other.contains(".") ? other : "io.sluice." + other + "..");
    }
    classes()
        .that()
        .resideInAPackage("io.sluice." + name + "..")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(packages.toArray(String[]::new)).or(isArray()))
        .check(CLASSES);
  }

  private static com.tngtech.archunit.base.DescribedPredicate<
          com.tngtech.archunit.core.domain.JavaClass>
      isArray() {
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        "arrays of primitives", c -> c.getBaseComponentType().isPrimitive());
  }
}
