package io.cresset.collectors.node;

import io.cresset.api.collect.CollectorFactory;
import io.cresset.testkit.CollectorContract;
import java.nio.file.Path;

class NodeContractTest implements CollectorContract<NodeConfig> {

  @Override
  public CollectorFactory<NodeConfig> factory() {
    return new NodeFactory();
  }

  @Override
  public NodeConfig workingConfig() {
    return NodeCasesTest.config(Path.of("/nowhere"));
  }
}
