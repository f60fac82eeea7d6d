package io.cresset.collectors.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResourceCacheTest {
  private final ResourceCache cache =
      new ResourceCache(
          Resource.of(
              Attributes.builder()
                  .put(Resource.HOST_NAME, "collector")
                  .put("cluster", "home")
                  .build()));

  private Resource get(String host, String app) {
    return cache.get(Rendered.utf8(host), Rendered.utf8(app));
  }

  @Test
  void replacesHostAndServiceAndKeepsTheRest() {
    assertThat(get("web1", "nginx"))
        .hasToString("Resource{cluster=home, host.name=web1, service.name=nginx}");
    assertThat(get("web1", "")).hasToString("Resource{cluster=home, host.name=web1}");
  }

  @Test
  void givesTheSameForTheSame() {
    assertThat(get("web1", "nginx")).isSameAs(get("web1", "nginx"));
    assertThat(get("ab", "c")).isNotEqualTo(get("a", "bc"));
  }

  @Test
  void keepsNothingOfTheBufferThatANameStoodIn() {
    byte[] buffer = "<13>web1 nginx".getBytes(StandardCharsets.UTF_8);
    Resource resource = cache.get(ByteSlice.of(buffer, 4, 4), ByteSlice.of(buffer, 9, 5));
    Arrays.fill(buffer, (byte) 'x');
    assertThat(resource.attributes().get(Resource.HOST_NAME).orElseThrow()).hasToString("web1");
    assertThat(get("web1", "nginx")).isSameAs(resource);
  }

  @Test
  void madeUpHostsDoNotExhaustMemory() {
    for (int i = 0; i < 3 * ResourceCache.MAX_RESOURCES; i++) {
      assertThat(get("host" + i, "app").instance()).contains("host" + i);
    }
    assertThat(cache.size()).isEqualTo(ResourceCache.MAX_RESOURCES);
  }

  /** "Aa" and "BB" have one hash code, and so has everything made of equally many of them. */
  @Test
  void namesMadeToCollideAreToldApart() {
    String[] pieces = {"Aa", "BB"};
    for (int i = 0; i < 1 << 11; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 11; bit++) {
        name.append(pieces[i >> bit & 1]);
      }
      assertThat(get(name.toString(), "app").instance()).contains(name.toString());
    }
    assertThat(cache.size()).isEqualTo(1 << 11);
  }
}
