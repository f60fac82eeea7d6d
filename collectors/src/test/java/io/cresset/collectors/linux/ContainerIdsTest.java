package io.cresset.collectors.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths as the drivers of the kubelet, Docker and Podman make them. */
class ContainerIdsTest {
  private static final String ID = "4f0c1a9e".repeat(8);
  private static final String POD = "0a1b2c3d-1111-2222-3333-444455556666";
  private static final String SYSTEMD_POD = "pod0a1b2c3d_1111_2222_3333_444455556666";

  private static void assertThatIs(String path, String pod, String container) {
    assertThat(ContainerIds.of(path)).as(path).contains(new ContainerIds(pod, container));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/kubepods/burstable/pod%s/%s",
        "/kubepods/pod%s/%s",
        "/kubelet/kubepods/besteffort/pod%s/%s",
        "/kubepods/burstable/pod%s/crio-%s",
        "/kubepods/burstable/pod%s/%s/init.scope"
      })
  void cgroupfsDriver(String path) {
    assertThatIs(path.formatted(POD, ID), POD, ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-%s.slice/cri-containerd-%s.scope",
        "/kubepods.slice/kubepods-%s.slice/crio-%s.scope",
        "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-%s.slice/docker-%s.scope",
        "/system.slice/containerd.service/kubepods-burstable-%s.slice:cri-containerd:%s",
        "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-%s.slice/cri-containerd-%s.scope"
      })
  void systemdDriver(String path) {
    assertThatIs(path.formatted(SYSTEMD_POD, ID), POD, ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docker/%s",
        "/system.slice/docker-%s.scope",
        "/machine.slice/libpod-%s.scope",
        "/machine.slice/libpod-%s.scope/container",
        "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-%s.scope/container",
        "/libpod_parent/libpod-%s"
      })
  void withoutKubernetes(String path) {
    assertThatIs(path.formatted(ID), "", ID);
  }

  @Test
  void theInnermostContainerCounts() {
    String outer = "a".repeat(64);
    assertThatIs("/docker/" + outer + "/kubelet/kubepods/pod" + POD + "/" + ID, POD, ID);
  }

  @Test
  void aPodWhoseContainersAreBelow() {
    assertThatIs("/kubepods/burstable/pod" + POD, POD, "");
  }

  @Test
  void aPodFromAFileHasAHash() {
    String hash = "0123456789abcdef".repeat(2);
    assertThatIs("/kubepods/burstable/pod" + hash + "/" + ID, hash, ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "",
        "/system.slice/ssh.service",
        "/kubepods.slice/kubepods-burstable.slice",
        "/machine.slice/libpod-conmon-4f0c1a9e4f0c1a9e4f0c1a9e4f0c1a9e4f0c1a9e4f0c1a9e4f0c1a9e4f0c1a9e.scope",
        "/user.slice/user-1000.slice/session-4.scope",
        "/docker/4f0c1a9e"
      })
  void allElseIsNoContainer(String path) {
    assertThat(ContainerIds.of(path)).isEmpty();
  }

  @Test
  void theFirstTreeThatKnowsTheContainerCounts() {
    assertThat(ContainerIds.ofProcess(List.of("/", "/kubepods/pod" + POD, "/docker/" + ID)))
        .contains(new ContainerIds("", ID));
    assertThat(ContainerIds.ofProcess(List.of("/", "/kubepods/pod" + POD)))
        .contains(new ContainerIds(POD, ""));
    assertThat(ContainerIds.ofProcess(List.of("/", "/"))).isEmpty();
  }
}
