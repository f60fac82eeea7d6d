package io.cresset.core.log.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation finds bugs: some of its seeds do for each that is planted. */
class PlantedBugTest {
  private static final int MOST_SEEDS = 4_000;

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void isFound(PlantedBug bug) throws ReflectiveOperationException {
    String found = hunt(bug);
    assertThat(found).as(bug.name()).isNotEmpty();
    System.out.println("planted: " + bug.name() + ": " + found);
  }

  static List<PlantedBug> bugs() {
    return PlantedBugs.ALL;
  }

  /** What the first seed found that finds anything, in one line; empty if none does. */
  static String hunt(PlantedBug bug) throws ReflectiveOperationException {
    Loader loader = new Loader(PlantedBugTest.class.getClassLoader(), bug);
    loader.setDefaultAssertionStatus(true);
    Method hunt =
        loader.loadClass(Seeds.class.getName()).getDeclaredMethod("hunt", long.class, int.class);
    hunt.setAccessible(true);
    return String.valueOf(hunt.invoke(null, 1L, MOST_SEEDS));
  }

  /** Has the log's classes, and the simulation's, for itself. */
  private static final class Loader extends ClassLoader {
    private static final String PACKAGE = "io.cresset.core.log.";
    private final PlantedBug bug;

    Loader(ClassLoader parent, PlantedBug bug) {
      super(parent);
      this.bug = bug;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith(PACKAGE)) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? planted(name) : loaded;
      }
    }

    private Class<?> planted(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = bug.plantedIn(name, in.readAllBytes());
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
