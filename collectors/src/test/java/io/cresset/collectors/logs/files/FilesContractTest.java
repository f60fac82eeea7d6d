package io.cresset.collectors.logs.files;

import io.cresset.api.collect.CollectorFactory;
import io.cresset.testkit.CollectorContract;
import java.util.List;
import java.util.Map;

class FilesContractTest implements CollectorContract<FilesConfig> {

  @Override
  public CollectorFactory<FilesConfig> factory() {
    return new FilesFactory();
  }

  @Override
  public FilesConfig workingConfig() {
    return TestConfig.of(List.of("/nowhere/*.log"), Map.of());
  }
}
