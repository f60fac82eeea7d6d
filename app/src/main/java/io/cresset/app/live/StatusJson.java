package io.cresset.app.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cresset.app.print.PlainText;
import io.cresset.core.log.LogStatus;
import io.cresset.core.log.LogStatus.SinkStatus;
import io.cresset.core.runtime.ComponentStatus;
import io.cresset.core.runtime.ComponentStatus.TaskStatus;
import io.cresset.core.runtime.DeliveryStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A status for a program: one JSON object. Times are in UTC, durations in seconds. */
final class StatusJson {
  private final Status status;
  private final JsonGenerator json;

  private StatusJson(Status status, JsonGenerator json) {
    this.status = status;
    this.json = json;
  }

  static String of(Status status) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      new StatusJson(status, json).write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private void write() throws IOException {
    json.writeStartObject();
    json.writeStringField("version", status.about().version());
    json.writeNumberField("pid", status.about().pid());
    json.writeStringField("page", status.about().page());
    json.writeNumberField("upSeconds", status.upSeconds());
    json.writeStringField("data", status.about().data().map(Path::toString).orElse(""));
    json.writeStringField("buffer", status.about().inMemory() ? "memory" : "disk");
    json.writeArrayFieldStart("collectors");
    for (ComponentStatus component : status.now().components()) {
      component(component);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("sinks");
    for (DeliveryStatus delivery : status.now().deliveries()) {
      delivery(delivery);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("logs");
    for (Map.Entry<String, LogStatus> log : status.now().logsByName().entrySet()) {
      log(log.getKey(), log.getValue());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notCollected");
    for (Status.NotCollected found : status.found()) {
      json.writeStartObject();
      json.writeStringField("collector", found.kind());
      json.writeStringField("found", found.what());
      json.writeStringField("line", found.line());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void component(ComponentStatus component) throws IOException {
    json.writeStartObject();
    json.writeStringField("component", component.component());
    json.writeStringField("kind", component.kind());
    word("state", component.shownState());
    json.writeNumberField("runs", component.runs());
    json.writeNumberField("records", component.records());
    json.writeNumberField("recordsPerSecond", status.rate(component));
    counts("failures", component.failures());
    counts("dropped", component.dropped());
    json.writeNumberField("trimmed", component.trimmed());
    counts("unseen", component.unseen());
    json.writeArrayFieldStart("tasks");
    for (TaskStatus task : component.tasks()) {
      json.writeStartObject();
      json.writeStringField("task", task.task());
      word("state", task.state());
      json.writeStringField("since", PlainText.time(task.sinceUnixNanos()));
      json.writeStringField("error", status.shown(task.error()));
      json.writeStringField("remedy", status.shown(task.remedy()));
      if (task.hungSinceUnixNanos() > 0) {
        json.writeStringField("hungSince", PlainText.time(task.hungSinceUnixNanos()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void delivery(DeliveryStatus delivery) throws IOException {
    SinkStatus sink = status.now().account(delivery);
    json.writeStartObject();
    json.writeStringField("sink", delivery.component());
    json.writeStringField("signal", delivery.signal().id());
    word("state", delivery.state());
    json.writeStringField("since", PlainText.time(delivery.sinceUnixNanos()));
    json.writeStringField("error", status.shown(delivery.error()));
    json.writeNumberField("delivered", sink.delivered());
    json.writeNumberField("deliveredPerSecond", status.rate(delivery));
    json.writeNumberField("rejected", sink.rejected());
    json.writeNumberField("dropped", sink.dropped());
    json.writeNumberField("unselected", sink.unselected());
    json.writeNumberField("lag", sink.lag());
    json.writeNumberField("lagSeconds", status.lagSeconds(sink));
    counts("rejectedSinceStart", delivery.rejected());
    json.writeNumberField("setAside", status.setAside(delivery));
    counts("notSetAside", delivery.aside().notKept());
    json.writeNumberField("resentDelivered", delivery.aside().resentDelivered());
    json.writeNumberField("resentRefused", delivery.aside().resentRefused());
    json.writeStringField("lastRefusal", status.shown(delivery.lastRefusal()));
    if (delivery.lastRefusalUnixNanos() > 0) {
      json.writeStringField("lastRefusalTime", PlainText.time(delivery.lastRefusalUnixNanos()));
    }
    json.writeNumberField("defects", delivery.defects());
    json.writeEndObject();
  }

  private void log(String name, LogStatus at) throws IOException {
    json.writeStartObject();
    json.writeStringField("log", name);
    word("state", at.state());
    json.writeStringField("reason", status.shown(at.stateReason()));
    json.writeNumberField("records", at.end() - at.start());
    json.writeNumberField("unsynced", at.end() - at.durableEnd());
    json.writeNumberField("bytes", at.bytes());
    json.writeNumberField("maxBytes", status.about().maxBytes().getOrDefault(name, 0L));
    json.writeNumberField("segments", at.segments());
    json.writeNumberField("damaged", at.damagedRecords());
    json.writeNumberField("displaced", at.expiredRecords());
    json.writeNumberField("waitingSources", at.waitingSources());
    json.writeEndObject();
  }

  private void word(String field, Enum<?> state) throws IOException {
    json.writeStringField(field, state.name().toLowerCase(Locale.ROOT));
  }

  private void counts(String field, Map<String, Long> counts) throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, Long> count : new TreeMap<>(counts).entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }
}
