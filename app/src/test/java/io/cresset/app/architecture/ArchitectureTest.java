package io.cresset.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import io.cresset.api.wrong.ApiThatUsesCore;
import io.cresset.collectors.wrong.CollectorThatUsesCore;
import io.cresset.core.wrong.CoreThatUsesApp;
import io.cresset.exporters.wrong.ExporterThatUsesCollector;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds what is built to the rules of the house, and the rules to being able to fail. */
class ArchitectureTest {

  @TestFactory
  Stream<DynamicTest> whatIsBuiltKeepsEveryRule() {
    JavaClasses built =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.cresset");
    return HouseRules.all().entrySet().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(built)));
  }

  /** Classes of this module's tests that break every rule on purpose. */
  @TestFactory
  Stream<DynamicTest> everyRuleFindsWhatBreaksIt() {
    JavaClasses wrong =
        new ClassFileImporter()
            .importPackages(
                ApiThatUsesCore.class.getPackageName(),
                CoreThatUsesApp.class.getPackageName(),
                CollectorThatUsesCore.class.getPackageName(),
                "io.cresset.collectors.wrongtoo",
                ExporterThatUsesCollector.class.getPackageName(),
                "io.cresset.exporters.wrongtoo",
                "io.cresset.app.wrong",
                "io.cresset.testkit.wrong");
    return HouseRules.all().entrySet().stream()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getKey(),
                    () -> {
                      EvaluationResult result = rule.getValue().evaluate(wrong);
                      assertThat(result.hasViolation()).isTrue();
                    }));
  }

  @Test
  void everyModuleIsLookedAt() {
    JavaClasses built =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.cresset");
    for (String module :
        new String[] {"api", "core", "collectors", "exporters", "app", "testkit"}) {
      assertThat(built.stream().filter(c -> c.getName().startsWith("io.cresset." + module + ".")))
          .as(module)
          .isNotEmpty();
    }
  }
}
