package io.cresset.collectors.process;

import io.cresset.api.collect.CollectorFactory;
import io.cresset.testkit.CollectorContract;
import java.nio.file.Path;

class ProcessContractTest implements CollectorContract<ProcessConfig> {

  @Override
  public CollectorFactory<ProcessConfig> factory() {
    return new ProcessFactory();
  }

  @Override
  public ProcessConfig workingConfig() {
    return ProcessRig.config(Path.of("/nowhere"));
  }
}
