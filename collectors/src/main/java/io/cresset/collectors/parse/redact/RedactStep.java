package io.cresset.collectors.parse.redact;

import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Step;
import io.cresset.api.collect.Tasks;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.MetricSpec;
import io.cresset.collectors.parse.EachRecord;
import io.cresset.collectors.parse.StepCounts;
import io.cresset.collectors.pattern.LinearPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Masks secrets and personal data in the body and in the attributes' values, as bytes, whether they
 * are UTF-8 or not. What is masked is gone: the log never had it.
 */
final class RedactStep implements Step {
  static final MetricSpec REDACTED =
      StepCounts.spec(
          "cresset_step_redactions_total", "Places that were masked, by pattern.", "pattern");

  static final MetricSpec GIVEN_UP =
      StepCounts.spec(
          "cresset_step_redaction_limit_reached_total",
          "Texts of which an own pattern found so much that the rest was masked as a whole, by"
              + " pattern.",
          "pattern");

  private final StepCounts counts;
  private final Redactor redactor;

  RedactStep(RedactConfig config, String name, CollectorContext context) {
    List<String> names = new ArrayList<>();
    config.find().forEach(ready -> names.add(ready.label()));
    names.addAll(config.patterns().keySet());
    this.counts = new StepCounts(name, context);
    LongAdder[] found = counts.counters(REDACTED, names);
    LongAdder[] givenUp = counts.counters(GIVEN_UP, List.copyOf(config.patterns().keySet()));
    List<Redactor.Rule> rules = new ArrayList<>();
    for (RedactConfig.Ready ready : config.find()) {
      rules.add(
          new Redactor.Rule(
              ready.finder(), mask(config, ready.label()), found[rules.size()], keys(ready)));
    }
    for (Map.Entry<String, LinearPattern> own : config.patterns().entrySet()) {
      rules.add(
          new Redactor.Rule(
              new OwnPattern(
                  own.getValue(),
                  limitReached(
                      own.getKey(),
                      givenUp[rules.size() - config.find().size()],
                      context.logger())),
              mask(config, own.getKey()),
              found[rules.size()],
              Redactor.Keys.NONE));
    }
    this.redactor = new Redactor(rules);
  }

  /** Counts, and says it the first time. */
  private static Runnable limitReached(String pattern, LongAdder counter, System.Logger logger) {
    AtomicBoolean said = new AtomicBoolean();
    return () -> {
      counter.increment();
      if (!said.getAndSet(true)) {
        logger.log(
            System.Logger.Level.WARNING,
            "redact: pattern ''{0}'' found so much in one text that its rest was masked as a whole;"
                + " make the pattern narrower",
            pattern);
      }
    };
  }

  private static Redactor.Keys keys(RedactConfig.Ready ready) {
    return switch (ready) {
      case AUTHORIZATION -> Redactor.Keys.AUTHORIZATION;
      case PASSWORD -> Redactor.Keys.SECRETS;
      case PRIVATE_KEY, JWT, AWS_KEY, EMAIL, CARD, IPV6, IPV4 -> Redactor.Keys.NONE;
    };
  }

  private static byte[] mask(RedactConfig config, String name) {
    return config.mask().replace("{name}", name).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void start(Tasks tasks) {
    counts.start(tasks);
  }

  @Override
  public LogBatch apply(LogBatch batch) {
    return EachRecord.of(batch, (_, record) -> redactor.redacted(record));
  }
}
