package io.cresset.collectors.parse.filter;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.collectors.parse.EachRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drops the records that a rule is for; the first such rule counts them. */
final class DropStep implements Step {
  private final List<DropConfig.Rule> rules;
  private final RuleCounts counts;

  DropStep(DropConfig config, String name, CollectorContext context) {
    this.rules = config.rules();
    this.counts = new RuleCounts(name, context, rules.stream().map(DropConfig.Rule::name).toList());
  }

  @Override
  public void start(Tasks tasks) {
    counts.start(tasks);
  }

  @Override
  public LogBatch apply(LogBatch batch) {
    return EachRecord.of(batch, this::kept);
  }

  private @Nullable LogRecord kept(Resource resource, LogRecord record) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).when().hold(resource, record)) {
        counts.dropped(i);
        return null;
      }
    }
    return record;
  }
}
