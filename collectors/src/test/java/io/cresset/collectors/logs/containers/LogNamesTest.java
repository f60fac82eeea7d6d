package io.cresset.collectors.logs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of folders and files below the roots. */
class LogNamesTest {
  private static final String ID = "0123456789abcdef".repeat(4);

  @Test
  void aPodsFolderNamesItsNamespacePodAndUid() {
    assertThat(PodFolder.parse("shop_web-7c9d-x2x_0ae5c03d-5fb3-4eb9-9de8-2bd4b51606ba"))
        .contains(new PodFolder("shop", "web-7c9d-x2x", "0ae5c03d-5fb3-4eb9-9de8-2bd4b51606ba"));
    assertThat(PodFolder.parse("kube-system_etcd-node1.example_3d8d75cbb0b1d6b8ad23e8b9cd5d0e1a"))
        .contains(
            new PodFolder("kube-system", "etcd-node1.example", "3d8d75cbb0b1d6b8ad23e8b9cd5d0e1a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_", "__", "a_b", "a_b_", "_b_c", "a__c", "a_b_c_d", "lost+found"})
  void otherFoldersAreNoPods(String name) {
    assertThat(PodFolder.parse(name)).isEmpty();
  }

  @Test
  void aPodsLogTellsItsRestartAndItsRotation() {
    assertThat(PodLogName.parse("0.log")).contains(new PodLogName(0, "", false));
    assertThat(PodLogName.parse("17.log.20260102-030405"))
        .contains(new PodLogName(17, "20260102-030405", false));
    assertThat(PodLogName.parse("17.log.20260102-030405.gz"))
        .contains(new PodLogName(17, "20260102-030405", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.log.20260102-030405.tmp",
        "0.log.20260102-030405.gz.tmp",
        "0.log.gz",
        "0.log.1",
        "0.log~",
        "a.log",
        ".log",
        "0.log.",
        "10000000000.log"
      })
  void otherFilesAreNoLogsOfPods(String name) {
    assertThat(PodLogName.parse(name)).isEmpty();
  }

  @Test
  void dockersLogTellsItsContainerAndItsAge() {
    assertThat(DockerLogName.parse(ID + "-json.log")).contains(new DockerLogName(ID, 0, false));
    assertThat(DockerLogName.parse(ID + "-json.log.2")).contains(new DockerLogName(ID, 2, false));
    assertThat(DockerLogName.parse(ID + "-json.log.2.gz")).contains(new DockerLogName(ID, 2, true));
    assertThat(DockerLogName.parse(ID.substring(1) + "-json.log")).isEmpty();
    assertThat(DockerLogName.parse(ID + "-json.log.0")).isEmpty();
    assertThat(DockerLogName.parse(ID + "-json.log.tmp")).isEmpty();
  }
}
