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
      Map.of(
          "model", List.of(),
          "format", List.of("model", "com.google.protobuf..", "com.fasterxml.jackson.core.."),
          "store", List.of("model", "format"),
          "journal", List.of(),
          "gofile", List.of("model", "format", "store"),
          "gateway", List.of("model", "format", "store", "journal", "gofile"),
          "http", List.of("io.netty..", "org.slf4j..", "javax.net.ssl"),
          "web",
              List.of(
                  "http",
                  "gateway",
                  "journal",
                  "store",
                  "format",
                  "model",
                  "telemetry",
                  "com.fasterxml.jackson.core..",
                  "org.slf4j.."),
          "telemetry",
              List.of(
                  "model", "journal", "io.prometheus.metrics..", "org.HdrHistogram", "org.slf4j.."),
          "cli", List.of("org.slf4j..", "ch.qos.logback.."));

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
