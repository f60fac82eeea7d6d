package io.cresset.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ConfigSchemaTest {
  private final JsonNode schema;

  ConfigSchemaTest() throws IOException {
    schema = new ObjectMapper().readTree(ConfigSchema.of(ConfigFile.reference()));
  }

  @Test
  void saysWhatItIs() {
    assertThat(schema.path("$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
    assertThat(schema.at("/properties").fieldNames())
        .toIterable()
        .containsExactly("data", "buffer", "resource", "web", "collectors", "exporters");
  }

  @Test
  void aComponentIsItsOptionsOrASwitch() {
    JsonNode loki = schema.at("/properties/exporters/properties/loki");
    assertThat(loki.path("description").asText()).isNotEmpty();
    assertThat(loki.at("/anyOf/0/required/0").asText()).isEqualTo("url");
    assertThat(loki.at("/anyOf").findValuesAsText("type")).contains("object", "boolean", "null");
  }

  @Test
  void numbersMayBeReferences() {
    JsonNode connections =
        schema.at("/properties/collectors/properties/syslog/anyOf/0/properties/max_connections");
    assertThat(connections.at("/anyOf/0/type").asText()).isEqualTo("integer");
    assertThat("${env:CONNECTIONS}").matches(connections.at("/anyOf/1/pattern").asText());
    assertThat("many").doesNotMatch(connections.at("/anyOf/1/pattern").asText());
  }

  @Test
  void stepsAreNamesOrMappingsOfOneNameToItsOptions() {
    JsonNode parse = schema.at("/properties/collectors/properties/syslog/anyOf/0/properties/parse");
    assertThat(parse.path("$ref").asText()).isEqualTo("#/$defs/steps");
    JsonNode steps = schema.at("/$defs/steps/items/anyOf");
    assertThat(steps.path(0).path("enum").findValuesAsText("")).isEmpty();
    assertThat(steps.path(0).path("enum").toString())
        .isEqualTo("[\"detect\",\"drop\",\"extract\",\"redact\",\"sample\",\"time\"]");
    JsonNode extract = steps.path(3);
    assertThat(extract.at("/required/0").asText()).isEqualTo("extract");
    assertThat(extract.at("/properties/extract/required/0").asText()).isEqualTo("pattern");
  }

  @Test
  void listsSayWhatTheyHold() {
    JsonNode listen =
        schema.at("/properties/collectors/properties/syslog/anyOf/0/properties/listen");
    assertThat(listen.path("type").asText()).isEqualTo("array");
    assertThat(listen.at("/items/type/0").asText()).isEqualTo("string");
  }
}
