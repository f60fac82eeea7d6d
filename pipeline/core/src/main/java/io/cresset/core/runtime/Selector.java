package io.cresset.core.runtime;

import io.cresset.api.export.Chunk;
import io.cresset.api.export.Selection;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.Resource;
import io.cresset.api.otlp.MalformedOtlp;
import io.cresset.api.otlp.OtlpLogs;
import io.cresset.api.otlp.OtlpMetrics;
import io.cresset.api.text.Wildcards;
import io.cresset.core.config.Select;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out which records of a chunk a sink wants: those that any of its rules selects. It walks
 * the frames' bytes; records are not decoded, and what a resource is worth is remembered. Used by
 * one thread.
 */
final class Selector {
  private static final int MAX_REMEMBERED = 10_000;

  private final List<Select> rules;

  /** The rules that hold for a resource, by its bytes. */
  private final Map<ByteSlice, List<Select>> known = new HashMap<>();

  /**
   * @param rules none selects everything
   */
  Selector(List<Select> rules) {
    this.rules = List.copyOf(rules);
  }

  Chunk apply(Chunk chunk) {
    if (rules.isEmpty()) {
      return chunk;
    }
    List<Chunk.Frame> frames = new ArrayList<>();
    for (Chunk.Frame frame : chunk.frames()) {
      frames.add(frame.selecting(selection(chunk, frame)));
    }
    return new Chunk(chunk.signal(), chunk.firstNumber(), frames);
  }

  private Selection selection(Chunk chunk, Chunk.Frame frame) {
    BitSet indices = new BitSet(frame.recordCount());
    try {
      int count =
          switch (chunk.signal()) {
            case LOGS -> {
              Logs logs = new Logs(indices);
              OtlpLogs.walk(frame.otlp(), logs);
              yield logs.count;
            }
            case METRICS -> {
              Metrics metrics = new Metrics(indices);
              OtlpMetrics.walk(frame.otlp(), metrics);
              yield metrics.count;
            }
          };
      if (count != frame.recordCount()) {
        return Selection.all();
      }
    } catch (MalformedOtlp _) {
      // The sink finds that out too and says so.
      return Selection.all();
    }
    return indices.cardinality() == frame.recordCount() ? Selection.all() : Selection.of(indices);
  }

  private List<Select> rulesFor(ByteSlice resourceMessage) throws MalformedOtlp {
    List<Select> found = known.get(resourceMessage);
    if (found != null) {
      return found;
    }
    Resource resource = OtlpLogs.decodeResource(resourceMessage);
    List<Select> holding = rules.stream().filter(rule -> holds(rule, resource)).toList();
    if (known.size() == MAX_REMEMBERED) {
      known.clear();
    }
    known.put(ByteSlice.of(resourceMessage.toByteArray()), holding);
    return holding;
  }

  private static boolean holds(Select rule, Resource resource) {
    return rule.job().map(job -> Wildcards.matches(job, resource.job().orElse(""))).orElse(true)
        && rule.resource().entrySet().stream()
            .allMatch(
                wanted ->
                    resource
                        .attributes()
                        .get(wanted.getKey())
                        .filter(value -> Wildcards.matches(wanted.getValue(), value.toString()))
                        .isPresent());
  }

  private final class Logs implements OtlpLogs.Visitor {
    private final BitSet indices;
    private int count;

    /** Of the rules that hold here, the least severity that one asks for. */
    private int least;

    Logs(BitSet indices) {
      this.indices = indices;
    }

    @Override
    public void resource(ByteSlice resourceMessage) throws MalformedOtlp {
      least = Integer.MAX_VALUE;
      for (Select rule : rulesFor(resourceMessage)) {
        if (rule.metric().isEmpty()) {
          least = Math.min(least, rule.severity().map(Select.Least::number).orElse(0));
        }
      }
    }

    @Override
    public void record(int index, ByteSlice recordMessage) throws MalformedOtlp {
      count++;
      boolean wanted =
          least == 0
              || (least < Integer.MAX_VALUE && OtlpLogs.severityNumber(recordMessage) >= least);
      if (wanted) {
        indices.set(index);
      }
    }
  }

  private final class Metrics implements OtlpMetrics.Visitor {
    private final BitSet indices;
    private int count;
    private List<Select> here = List.of();

    Metrics(BitSet indices) {
      this.indices = indices;
    }

    @Override
    public void resource(ByteSlice resourceMessage) throws MalformedOtlp {
      here = rulesFor(resourceMessage);
    }

    @Override
    public void metric(int index, int points, String name) {
      count += points;
      for (Select rule : here) {
        if (rule.severity().isEmpty()
            && rule.metric().map(it -> Wildcards.matches(it, name)).orElse(true)) {
          indices.set(index, index + points);
        }
      }
    }
  }
}
