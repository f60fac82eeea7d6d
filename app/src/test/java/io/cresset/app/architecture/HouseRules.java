package io.cresset.app.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** The rules of the house, one constant each. They have no exemptions, and each one can fail. */
final class HouseRules {
  private static final String API = "io.cresset.api..";
  private static final String CORE = "io.cresset.core..";
  private static final String COLLECTORS = "io.cresset.collectors..";
  private static final String LINUX = "io.cresset.collectors.linux..";
  private static final String PATTERN = "io.cresset.collectors.pattern..";
  private static final String EXPORTERS = "io.cresset.exporters..";
  private static final String APP = "io.cresset.app..";
  private static final String TESTKIT = "io.cresset.testkit..";
  private static final String[] JDK = {"java..", "javax..", "jdk..", "com.sun.."};
  private static final String JSPECIFY = "org.jspecify..";
  private static final String MAIN = "io.cresset.app.Main";

  /** What is shipped: everything but the testkit. */
  private static final DescribedPredicate<JavaClass> SHIPPED =
      resideInAnyPackage(API, CORE, COLLECTORS, EXPORTERS, APP).as("are shipped");

  private HouseRules() {}

  static final ArchRule API_NEEDS_ONLY_THE_JDK =
      classes()
          .that()
          .resideInAPackage(API)
          .should()
          .onlyDependOnClassesThat(resideInAnyPackage(API, JSPECIFY).or(resideInAnyPackage(JDK)));

  static final ArchRule CORE_NEEDS_ONLY_THE_API_AND_ITS_LIBRARIES =
      classes()
          .that()
          .resideInAPackage(CORE)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      API, CORE, JSPECIFY, "org.snakeyaml..", "io.opentelemetry..", "io.airlift..")
                  .or(resideInAnyPackage(JDK)));

  static final ArchRule COLLECTORS_NEED_ONLY_THE_API =
      noClasses()
          .that()
          .resideInAPackage(COLLECTORS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CORE, EXPORTERS, APP, TESTKIT);

  static final ArchRule EXPORTERS_NEED_ONLY_THE_API =
      noClasses()
          .that()
          .resideInAPackage(EXPORTERS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CORE, COLLECTORS, APP, TESTKIT);

  /** What several of them need of Linux, and users' patterns, are no collectors, and know none. */
  static final ArchRule COLLECTORS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("io.cresset.collectors.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAnyPackage(LINUX, PATTERN));

  static final ArchRule ONLY_ONE_PACKAGE_CALLS_THE_C_LIBRARY =
      noClasses()
          .that(SHIPPED)
          .and()
          .resideOutsideOfPackage(LINUX)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..");

  static final ArchRule EXPORTERS_DO_NOT_KNOW_EACH_OTHER =
      slices().matching("io.cresset.exporters.(*)..").should().notDependOnEachOther();

  static final ArchRule A_LIBRARY_HAS_ONE_COLLECTOR =
      classes().that().resideInAPackage(COLLECTORS).should(shareNoLibrary("collectors"));

  static final ArchRule A_LIBRARY_HAS_ONE_EXPORTER =
      classes().that().resideInAPackage(EXPORTERS).should(shareNoLibrary("exporters"));

  static final ArchRule NOBODY_IMPORTS_APP =
      noClasses()
          .that()
          .resideOutsideOfPackage(APP)
          .should()
          .dependOnClassesThat(resideInAPackage(APP));

  static final ArchRule NOTHING_SHIPPED_NEEDS_THE_TESTKIT =
      noClasses()
          .that(SHIPPED)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TESTKIT, "org.junit..", "org.assertj..");

  static final ArchRule THE_TESTKIT_NEEDS_ONLY_THE_API =
      noClasses()
          .that()
          .resideInAPackage(TESTKIT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CORE, COLLECTORS, EXPORTERS, APP);

  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.cresset.(**)").should().beFreeOfCycles();

  static final ArchRule ONLY_SYSTEM_TIME_ASKS_FOR_THE_TIME =
      noClasses()
          .that(SHIPPED)
          .and()
          .doNotHaveFullyQualifiedName("io.cresset.core.runtime.SystemTime")
          .should()
          .accessTargetWhere(
              calls(
                  "asks the JDK for the time or sleeps",
                  Map.of(
                      "java.lang.System", "currentTimeMillis|nanoTime",
                      "java.lang.Thread", "sleep|onSpinWait",
                      "java.util.concurrent.TimeUnit", "sleep",
                      "java.util.concurrent.locks.LockSupport", "parkNanos|parkUntil",
                      "java.time.Clock", "system.*|tick.*",
                      "java.util.Date", "<init>",
                      "java.time.(Instant|Local.*|Zoned.*|Offset.*|Year.*)", "now")));

  static final ArchRule ONLY_FEW_MAKE_THREADS =
      noClasses()
          .that(SHIPPED)
          .and()
          .resideOutsideOfPackages(
              "io.cresset.core.runtime..",
              "io.cresset.core.log..",
              "io.cresset.core.http..",
              "io.cresset.core.telemetry..",
              "io.cresset.app.web..")
          // Its shutdown hook is the way that the JDK has for hearing a signal.
          .and()
          .doNotHaveFullyQualifiedName(MAIN)
          .should()
          .accessTargetWhere(
              calls(
                  "makes a thread",
                  Map.of(
                      "java.lang.Thread", "<init>|ofVirtual|ofPlatform|startVirtualThread",
                      "java.util.concurrent.Executors", ".*",
                      "java.util.concurrent.(ForkJoin|ThreadPool|ScheduledThreadPool).*",
                          "<init>|commonPool",
                      "java.util.concurrent.CompletableFuture", ".*Async",
                      "java.util.concurrent.StructuredTaskScope.*", ".*",
                      "java.util.Timer", "<init>",
                      "java.util.Collection", "parallelStream",
                      ".*", "parallel")));

  static final ArchRule ONLY_MAIN_ENDS_THE_PROGRAM =
      noClasses()
          .that(SHIPPED)
          .and()
          .doNotHaveFullyQualifiedName(MAIN)
          .should()
          .accessTargetWhere(
              calls(
                  "ends the program",
                  Map.of("java.lang.System", "exit", "java.lang.Runtime", "exit|halt")));

  static final ArchRule NAMES_SAY_SOMETHING =
      noClasses()
          .should()
          .haveNameMatching(".*(Manager|Helper|Utils?|Impl)\\d*|.*[.$]Abstract[A-Z]\\w*");

  static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
      classes().should(resideInANullMarkedPackage());

  /** All of them, by name. */
  static Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new HashMap<>();
    Arrays.stream(HouseRules.class.getDeclaredFields())
        .filter(field -> field.getType() == ArchRule.class)
        .forEach(
            field -> {
              try {
                rules.put(field.getName(), (ArchRule) field.get(null));
              } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
              }
            });
    return rules;
  }

  private static DescribedPredicate<JavaAccess<?>> calls(
      String what, Map<String, String> methodsByOwner) {
    return DescribedPredicate.describe(
        what,
        access ->
            methodsByOwner.entrySet().stream()
                .anyMatch(
                    entry ->
                        access.getTargetOwner().getName().matches(entry.getKey())
                            && access.getTarget().getName().matches(entry.getValue())));
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a package with @NullMarked") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                item, marked, item.getName() + " is in a package without @NullMarked"));
      }
    };
  }

  /** Of a module whose packages are fences, a third party's library stands in one of them only. */
  private static ArchCondition<JavaClass> shareNoLibrary(String module) {
    Pattern slice = Pattern.compile("io\\.cresset\\." + module + "\\.([^.]+).*");
    return new ArchCondition<>("share no library with a sibling package") {
      private final Map<String, Set<String>> users = new HashMap<>();

      @Override
      public void init(Collection<JavaClass> all) {
        for (JavaClass item : all) {
          for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
            String library = library(dependency.getTargetClass());
            if (!library.isEmpty()) {
              users.computeIfAbsent(library, _ -> new TreeSet<>()).add(user(item));
            }
          }
        }
      }

      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
          Set<String> sharing = users.getOrDefault(library(dependency.getTargetClass()), Set.of());
          events.add(
              new SimpleConditionEvent(
                  item,
                  sharing.size() <= 1,
                  dependency.getDescription() + ", a library that " + sharing + " share"));
        }
      }

      private String user(JavaClass item) {
        Matcher matcher = slice.matcher(item.getPackageName());
        return matcher.matches() ? matcher.group(1) : item.getPackageName();
      }
    };
  }

  /**
   * The first three words of a third party's package; empty for the JDK and ourselves, and for what
   * is a language and not a service: JSON is read in the same way wherever it comes from.
   */
  private static String library(JavaClass target) {
    String name = target.getBaseComponentType().getPackageName();
    boolean own =
        name.isEmpty()
            || name.matches(
                "(java|javax|jdk|io\\.cresset|org\\.jspecify"
                    + "|com\\.fasterxml\\.jackson\\.core)\\b.*");
    return own ? "" : String.join(".", List.of(name.split("\\.")).stream().limit(3).toList());
  }
}
