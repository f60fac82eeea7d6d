package io.cresset.collectors.node.source;

import io.cresset.api.model.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Keeps the labels of series that live on from run to run, and forgets those that a run no longer
 * asked for.
 */
public final class LivingLabels<K> {
  private final Function<K, Labels> make;
  private Map<K, Labels> last = new HashMap<>();
  private Map<K, Labels> now = new HashMap<>();

  public LivingLabels(Function<K, Labels> make) {
    this.make = make;
  }

  public Labels get(K key) {
    Labels labels = now.get(key);
    if (labels == null) {
      labels = last.get(key);
      if (labels == null) {
        labels = make.apply(key);
      }
      now.put(key, labels);
    }
    return labels;
  }

  /** Every run ends with this. */
  public void endRun() {
    Map<K, Labels> unused = last;
    last = now;
    unused.clear();
    now = unused;
  }
}
