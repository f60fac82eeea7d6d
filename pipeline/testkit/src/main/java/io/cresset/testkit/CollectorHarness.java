package io.cresset.testkit;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectFailure;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Emitter;
import io.cresset.api.collect.Excerpt;
import io.cresset.api.collect.Legacy;
import io.cresset.api.collect.Receipt;
import io.cresset.api.collect.Rhythm;
import io.cresset.api.collect.RunResult;
import io.cresset.api.collect.Task;
import io.cresset.api.collect.TaskBody;
import io.cresset.api.collect.Tasks;
import io.cresset.api.http.HttpClient;
import io.cresset.api.http.HttpRoutes;
import io.cresset.api.http.TlsSettings;
import io.cresset.api.model.Attributes;
import io.cresset.api.model.Batch;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogBatch;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.MetricBatch;
import io.cresset.api.model.MetricFamily;
import io.cresset.api.model.Resource;
import io.cresset.api.model.ResourceLogs;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Runs a collector without the runtime: it is the collector's context and its tasks, runs a body
 * when the test says so, and keeps what was emitted. Listeners and what they add run on threads of
 * their own until {@link #close}.
 */
public final class CollectorHarness implements CollectorContext, Tasks, AutoCloseable {
  private final String component;
  private final Time time;
  private final Resource resource;
  private final Map<String, ByteSlice> positions = new ConcurrentHashMap<>();
  private final Map<String, Entry> tasks = new ConcurrentHashMap<>();
  private final List<Batch> batches = new CopyOnWriteArrayList<>();
  private final List<CollectFailure> failures = new CopyOnWriteArrayList<>();
  private final List<Throwable> defects = new CopyOnWriteArrayList<>();
  private final Map<String, Long> dropped = new ConcurrentHashMap<>();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final RecordingLogger logger = new RecordingLogger();
  private final Legacy left = new Legacy();
  private Legacy inherited = new Legacy();
  private Optional<Excerpt> excerpt = Optional.empty();
  private volatile boolean listenersRun;
  private volatile boolean closing;

  private record Entry(String name, Resource resource, Rhythm rhythm, TaskBody body) {}

  public CollectorHarness(String component, Time time) {
    this.component = component;
    this.time = time;
    this.resource =
        Resource.of(
            Attributes.builder()
                .put(Resource.HOST_NAME, "testhost")
                .put(Resource.JOB, component)
                .build());
  }

  /** Starts a collector; its listeners begin to run at once, on virtual threads. */
  public void start(Collector collector) {
    listenersRun = true;
    collector.start(this);
  }

  /** Registers a collector's tasks and runs none of them. */
  public void register(Collector collector) {
    collector.start(this);
  }

  /** Runs one poll or on-demand task once, on this thread, with its report. */
  public RunResult run(String task) throws InterruptedException {
    Entry entry = tasks.get(task);
    if (entry == null) {
      throw new AssertionError("no task '" + task + "' among " + tasks.keySet());
    }
    Optional<CollectFailure> failure = Optional.empty();
    long start = time.monotonicNanos();
    try {
      entry.body.run(emitter());
    } catch (CollectFailure e) {
      failures.add(e);
      failure = Optional.of(e);
    }
    RunResult result = new RunResult(Duration.ofNanos(time.monotonicNanos() - start), failure);
    List<MetricFamily> report = entry.rhythm.report().apply(result);
    if (!report.isEmpty()) {
      batches.add(MetricBatch.of(entry.resource, report));
    }
    return result;
  }

  /** Runs every poll and on-demand task once, by name. */
  public void runAll() throws InterruptedException {
    for (String task : taskNames()) {
      if (tasks.get(task) instanceof Entry entry && entry.rhythm.kind() != Rhythm.Kind.LISTEN) {
        run(task);
      }
    }
  }

  public List<String> taskNames() {
    return tasks.keySet().stream().sorted().toList();
  }

  @Override
  public Task add(String name, Resource about, Rhythm rhythm, TaskBody body) {
    Entry entry = new Entry(name, about, rhythm, body);
    if (tasks.putIfAbsent(name, entry) != null) {
      throw new IllegalStateException("a living task is named '" + name + "'");
    }
    if (listenersRun && rhythm.kind() == Rhythm.Kind.LISTEN) {
      Thread thread =
          Thread.ofVirtual().name(component + "/" + name).unstarted(() -> listen(entry));
      threads.add(thread);
      thread.start();
      if (closing) {
        // It came too late to be among those that were interrupted.
        thread.interrupt();
      }
      return () -> {
        tasks.remove(name, entry);
        thread.interrupt();
      };
    }
    return () -> tasks.remove(name, entry);
  }

  private void listen(Entry entry) {
    try {
      entry.body.run(emitter());
    } catch (CollectFailure e) {
      failures.add(e);
    } catch (InterruptedException e) {
      // Cancelled, as every listener is at the end.
    } catch (RuntimeException | Error e) {
      defects.add(e);
    } finally {
      tasks.remove(entry.name, entry);
    }
  }

  private Emitter emitter() {
    return new Emitter() {
      @Override
      public Receipt emit(Batch batch) {
        batch
            .positions()
            .moves()
            .forEach(
                (key, value) ->
                    value.ifPresentOrElse(
                        bytes -> positions.put(key, bytes), () -> positions.remove(key)));
        batches.add(batch);
        return Receipt.NOTHING_TO_KEEP;
      }

      @Override
      public void ready() {}

      @Override
      public void dropped(String reason, long records) {
        dropped.merge(reason, records, Long::sum);
      }
    };
  }

  public List<Batch> batches() {
    return List.copyOf(batches);
  }

  /** All metric families emitted so far, in order. */
  public List<MetricFamily> families() {
    List<MetricFamily> families = new ArrayList<>();
    for (Batch batch : batches) {
      if (batch instanceof MetricBatch metrics) {
        metrics.resources().forEach(about -> families.addAll(about.families()));
      }
    }
    return families;
  }

  /** All log records emitted so far, by batch and resource. */
  public List<ResourceLogs> logs() {
    List<ResourceLogs> logs = new ArrayList<>();
    for (Batch batch : batches) {
      if (batch instanceof LogBatch some) {
        logs.addAll(some.resources());
      }
    }
    return logs;
  }

  public List<LogRecord> records() {
    return logs().stream().flatMap(about -> about.records().stream()).toList();
  }

  public List<CollectFailure> failures() {
    return List.copyOf(failures);
  }

  /** What bodies threw that they must not throw. */
  public List<Throwable> defects() {
    return List.copyOf(defects);
  }

  public Map<String, Long> dropped() {
    return Map.copyOf(dropped);
  }

  /** Log lines so far, as {@code LEVEL message}. */
  public List<String> logLines() {
    return logger.lines();
  }

  /** Forgets what was emitted, not the tasks. */
  public void clear() {
    batches.clear();
    failures.clear();
    dropped.clear();
  }

  public void setPosition(String key, ByteSlice value) {
    positions.put(key, value);
  }

  @Override
  public String component() {
    return component;
  }

  @Override
  public Time time() {
    return time;
  }

  @Override
  public System.Logger logger() {
    return logger;
  }

  @Override
  public Resource resource() {
    return resource;
  }

  @Override
  public Optional<ByteSlice> position(String key) {
    return Optional.ofNullable(positions.get(key));
  }

  @Override
  public Map<String, ByteSlice> positions() {
    return Map.copyOf(positions);
  }

  /** Lets collectors that are made after this look as {@code cresset collect} does. */
  public void look(Excerpt wanted) {
    excerpt = Optional.of(wanted);
  }

  @Override
  public Optional<Excerpt> excerpt() {
    return excerpt;
  }

  /** What an earlier instance left, as another harness has it. */
  public void inherit(Legacy legacy) {
    inherited = legacy;
  }

  @Override
  public Legacy inherited() {
    return inherited;
  }

  @Override
  public Legacy left() {
    return left;
  }

  @Override
  public HttpClient http() {
    return new NoHttp();
  }

  private static final class NoHttp implements HttpClient {
    @Override
    public Response send(Request request) throws IOException {
      throw new IOException("no HTTP in this harness: " + request.uri());
    }

    @Override
    public HttpClient with(TlsSettings tls, Optional<URI> proxy) {
      return this;
    }
  }

  @Override
  public HttpRoutes routes() {
    return (_, _) -> () -> {};
  }

  /** Whether a listener's body has yet to return. */
  public boolean isListening() {
    return threads.stream().anyMatch(Thread::isAlive);
  }

  /** Interrupts all listeners and waits for their end. */
  @Override
  public void close() {
    closing = true;
    for (Thread thread : threads) {
      thread.interrupt();
    }
    for (Thread thread : threads) {
      Eventually.holds(thread.getName() + " ends when interrupted", () -> !thread.isAlive());
    }
  }
}
