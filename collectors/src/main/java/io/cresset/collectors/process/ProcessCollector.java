package io.cresset.collectors.process;

import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.Resource;
import java.util.List;
import java.util.Optional;

/** One task that looks at all processes when somebody asks. */
final class ProcessCollector implements Collector {
  /** Kernel threads are children of kthreadd, and of no interest one by one. */
  private static final String KERNEL_THREADS = "kthreadd";

  static final String TASK = "processes";

  private final Resource resource;
  private final ProcFolder proc;
  private final ProcessTable table;
  private final ProcessMetrics metrics;
  private long failedRuns;

  /**
   * @param pageBytes of this machine's memory
   */
  ProcessCollector(ProcessConfig config, CollectorContext context, int pageBytes) {
    resource = context.resource();
    proc = new ProcFolder(config.procfs(), context.time());
    table =
        new ProcessTable(
            proc,
            new ProcessReader(proc, config.threads(), config.gatherSmaps(), context.time()),
            new TraitsReader(proc, config.passwd()),
            naming(config.processNames()),
            new Groups(
                config.shownGroups(),
                config.maxGroups(),
                config.forgetEmptyGroupsAfter(),
                context.time()),
            config);
    metrics = new ProcessMetrics(pageBytes, config.threads());
  }

  private static ProcessTable.Naming naming(List<ProcessRule> rules) {
    if (rules.isEmpty()) {
      return (process, kernelThread) -> Optional.of(kernelThread ? KERNEL_THREADS : process.comm());
    }
    GroupRules groups = new GroupRules(rules);
    return (process, _) -> groups.nameOf(process);
  }

  @Override
  public void start(Tasks tasks) {
    tasks.add(TASK, resource, Rhythm.onDemand().lane(TASK), this::collect);
  }

  private void collect(Emitter out) throws CollectFailure, InterruptedException {
    try {
      List<Group> groups = table.run();
      out.emit(MetricBatch.of(resource, metrics.of(groups, proc.bootSeconds(), errors())));
    } catch (CollectFailure e) {
      failedRuns++;
      out.emit(MetricBatch.of(resource, ProcessMetrics.of(errors())));
      throw e;
    }
  }

  private ProcessMetrics.Errors errors() {
    return new ProcessMetrics.Errors(failedRuns, table.readErrors(), table.partialErrors());
  }

  @Override
  public void close() {
    // Files are open only while a body runs.
  }
}
