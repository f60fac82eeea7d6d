package io.cresset.exporters.prometheus;

import io.cresset.api.export.Declaration;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.api.model.MetricType;
import io.cresset.api.model.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who may show what where several collectors use a name. A name belongs to the collector that
 * declares it, else to the one that was started first. Others may add series to it, if they agree
 * on its type; a family of another type, one that is called like a part of somebody else's
 * histogram ({@code x_count}) or would have such parts, and series that the owner or an earlier one
 * shows too are left out. What one collector shows by itself is its own business.
 */
final class Precedence {
  /** A family of a name that somebody else uses otherwise. */
  static final String NAME_TAKEN = "name_taken";

  /** Series that somebody else shows. */
  static final String SERIES_TAKEN = "series_taken";

  private static final List<String> HISTOGRAM_PARTS = List.of("_bucket", "_count", "_sum");
  private static final List<String> SUMMARY_PARTS = List.of("_count", "_sum");

  /** What was left out of a page. */
  record LeftOut(String component, MetricSpec spec, String reason, long points, String owner) {}

  /** The families of one name that one collector shows. */
  private record Use(String component, List<MetricFamily> families) {
    MetricSpec spec() {
      return families.getFirst().spec();
    }

    long points() {
      return families.stream().mapToLong(family -> family.points().size()).sum();
    }
  }

  private final Map<String, Integer> ranks = new HashMap<>();
  private final Map<String, Map<String, MetricType>> declared = new HashMap<>();
  private final Consumer<LeftOut> leftOut;

  /**
   * @param collectors that run, in the order of their starts
   */
  Precedence(List<Declaration> collectors, Consumer<LeftOut> leftOut) {
    this.leftOut = leftOut;
    for (Declaration collector : collectors) {
      ranks.putIfAbsent(collector.component(), ranks.size());
      for (MetricSpec spec : collector.specs()) {
        declared
            .computeIfAbsent(spec.name(), _ -> new HashMap<>())
            .put(collector.component(), spec.type());
      }
    }
  }

  /** What is left of what each collector shows. */
  List<MetricFamily> settle(Map<String, List<MetricFamily>> shown) {
    Map<String, List<Use>> byName = new LinkedHashMap<>();
    shown.forEach(
        (component, families) -> {
          Map<String, List<MetricFamily>> own = new LinkedHashMap<>();
          for (MetricFamily family : families) {
            own.computeIfAbsent(family.spec().name(), _ -> new ArrayList<>(1)).add(family);
          }
          own.forEach(
              (name, some) ->
                  byName
                      .computeIfAbsent(name, _ -> new ArrayList<>(1))
                      .add(new Use(component, some)));
        });
    byName.replaceAll((name, uses) -> ofOneType(name, uses));
    for (String name : List.copyOf(byName.keySet())) {
      byName.getOrDefault(name, List.of()).forEach(use -> withoutForeignParts(name, use, byName));
    }
    List<MetricFamily> left = new ArrayList<>();
    byName.values().forEach(uses -> withoutDoubles(uses, left));
    return left;
  }

  private Comparator<Use> byRight(String name) {
    Map<String, MetricType> owners = declared.getOrDefault(name, Map.of());
    return Comparator.comparing((Use use) -> !owners.containsKey(use.component()))
        .thenComparing(use -> ranks.getOrDefault(use.component(), Integer.MAX_VALUE))
        .thenComparing(Use::component);
  }

  /** The first is the owner's, if it shows anything. */
  private List<Use> ofOneType(String name, List<Use> uses) {
    Map<String, MetricType> owners = declared.getOrDefault(name, Map.of());
    if (uses.size() == 1 && (owners.isEmpty() || owners.containsKey(uses.getFirst().component()))) {
      return uses;
    }
    uses.sort(byRight(name));
    Use first = uses.getFirst();
    boolean owned = owners.isEmpty() || owners.containsKey(first.component());
    String owner = owned ? first.component() : earliest(owners);
    MetricType type = owned ? first.spec().type() : owners.get(owner);
    List<Use> agreeing = new ArrayList<>();
    for (Use use : uses) {
      if (use.component().equals(owner) || use.spec().type() == type) {
        agreeing.add(use);
      } else {
        leave(use, NAME_TAKEN, owner);
      }
    }
    return agreeing;
  }

  private String earliest(Map<String, MetricType> owners) {
    return owners.keySet().stream()
        .min(Comparator.comparing(component -> ranks.getOrDefault(component, Integer.MAX_VALUE)))
        .orElseThrow();
  }

  private void leave(Use use, String reason, String owner) {
    leftOut.accept(new LeftOut(use.component(), use.spec(), reason, use.points(), owner));
  }

  /** A histogram and a family called like one of its parts: one of the two has to go. */
  private void withoutForeignParts(String name, Use use, Map<String, List<Use>> byName) {
    List<String> parts =
        switch (use.spec().type()) {
          case HISTOGRAM -> HISTOGRAM_PARTS;
          case SUMMARY -> SUMMARY_PARTS;
          case COUNTER, GAUGE, INFO, STATESET, UNKNOWN -> List.of();
        };
    for (String part : parts) {
      Optional<Use> other =
          byName.getOrDefault(name + part, List.of()).stream()
              .filter(it -> !it.component().equals(use.component()))
              .findFirst();
      if (other.isEmpty()) {
        continue;
      }
      boolean declares = declares(use.component(), name);
      boolean stays =
          declares != declares(other.get().component(), name + part)
              ? declares
              : ranks.getOrDefault(use.component(), Integer.MAX_VALUE)
                  < ranks.getOrDefault(other.get().component(), Integer.MAX_VALUE);
      if (stays) {
        byName.computeIfPresent(name + part, (_, uses) -> without(uses, use.component()));
      } else {
        byName.computeIfPresent(
            name,
            (_, uses) ->
                uses.stream().filter(it -> !it.component().equals(use.component())).toList());
        leave(use, NAME_TAKEN, other.get().component());
        return;
      }
    }
  }

  private List<Use> without(List<Use> uses, String owner) {
    uses.stream()
        .filter(use -> !use.component().equals(owner))
        .forEach(use -> leave(use, NAME_TAKEN, owner));
    return uses.stream().filter(use -> use.component().equals(owner)).toList();
  }

  private boolean declares(String component, String name) {
    return declared.getOrDefault(name, Map.of()).containsKey(component);
  }

  private void withoutDoubles(List<Use> uses, List<MetricFamily> left) {
    if (uses.size() < 2) {
      uses.forEach(use -> left.addAll(use.families()));
      return;
    }
    Map<Labels, String> taken = new HashMap<>();
    for (Use use : uses) {
      Set<String> owners = new HashSet<>();
      long doubles = 0;
      for (MetricFamily family : use.families()) {
        List<Point> points = new ArrayList<>(family.points().size());
        for (Point point : family.points()) {
          String owner = taken.computeIfAbsent(point.labels(), _ -> use.component());
          if (owner.equals(use.component())) {
            points.add(point);
          } else {
            owners.add(owner);
            doubles++;
          }
        }
        left.add(new MetricFamily(family.spec(), points));
      }
      if (doubles > 0) {
        leftOut.accept(
            new LeftOut(
                use.component(), use.spec(), SERIES_TAKEN, doubles, String.join(", ", owners)));
      }
    }
  }
}
