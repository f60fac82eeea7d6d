package io.cresset.collectors.node.memory;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.model.Labels;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.linux.Scan;
import io.cresset.collectors.linux.SmallFiles;
import io.cresset.collectors.node.source.Families;
import io.cresset.collectors.node.source.Host;
import io.cresset.collectors.node.source.NameFilter;
import io.cresset.collectors.node.source.SubCollector;
import java.util.List;
import java.util.function.Consumer;

/**
 * Caches of the kernel, of /proc/slabinfo (slabinfo(5)), which only root may read: {@code dentry
 * 113 134 192 21 1 : tunables ...}, below two lines of headings.
 */
public final class Slabinfo implements SubCollector {

  /** In the order of the columns behind the name. */
  private static final List<MetricSpec> COLUMNS =
      List.of(
          spec("active_objects", "The number of objects that are currently active (i.e., in use)."),
          spec(
              "objects",
              "The total number of allocated objects (i.e., objects that are both in use and not in"
                  + " use)."),
          spec("object_size_bytes", "The size of objects in this slab, in bytes."),
          spec("objects_per_slab", "The number of objects stored in each slab."),
          spec("pages_per_slab", "The number of pages allocated for each slab."));

  public static final List<MetricSpec> SPECS = COLUMNS;

  private final Host host;
  private final NameFilter wanted;
  private final SmallFiles files = new SmallFiles();

  public Slabinfo(Host host, SlabinfoOptions options) {
    this.host = host;
    this.wanted = options.slabs();
  }

  private static MetricSpec spec(String name, String help) {
    return MetricSpec.gauge("node_slabinfo_" + name, help, "slab");
  }

  @Override
  public void collect(Consumer<MetricFamily> out) throws CollectFailure {
    Families families = new Families();
    Scan in = files.source(host.proc("slabinfo"));
    while (in.nextLine()) {
      if (in.nextField() && !in.is("slabinfo") && !in.startsWith("#")) {
        String name = in.text();
        if (wanted.takes(name)) {
          Labels slab = Labels.of("slab", name);
          for (MetricSpec column : COLUMNS) {
            families.add(column, slab, in.field().count());
          }
        }
      }
    }
    families.emit(out);
  }
}
