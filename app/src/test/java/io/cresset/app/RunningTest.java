package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.app.control.ControlFile;
import io.cresset.app.control.ControlPlaces;
import io.cresset.app.control.ControlToken;
import io.cresset.app.control.ControlUnavailable;
import io.cresset.testkit.RecordingLogger;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningTest {
  @TempDir Path dir;

  @Test
  void thePortOfTheConfigurationSaysWhichOne() throws IOException {
    Map<String, String> environment = Map.of("RUNTIME_DIRECTORY", dir.resolve("run").toString());
    for (int port : new int[] {9501, 9502}) {
      ControlFile _ =
          ControlFile.leave(
              ControlPlaces.of(environment),
              new InetSocketAddress("127.0.0.1", port),
              Optional.empty(),
              ControlToken.random(),
              new RecordingLogger());
    }
    assertThat(found("web: { listen: \"0.0.0.0:9502\" }\n", environment)).endsWith(":9502");
    assertThat(found("web: { listen: \"0.0.0.0:9503\" }\n", environment))
        .contains("no Cresset with the web port 9503");
    for (String unnamed :
        new String[] {
          "web: { listen: \"0.0.0.0:0\" }\n",
          "exporters: { loki: { url: \"http://x\", bearer_token: \"${env:NOT_SET_HERE}\" } }\n"
        }) {
      assertThat(found(unnamed, environment)).startsWith("several Cresset run here");
    }
  }

  private String found(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(dir.resolve("cresset.yaml"), yaml);
    try {
      return Running.find(Optional.of(file), environment).url();
    } catch (ControlUnavailable e) {
      return e.getMessage();
    }
  }
}
