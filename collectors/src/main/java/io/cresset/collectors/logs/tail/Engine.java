package io.cresset.collectors.logs.tail;

import io.cresset.api.Time;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.Excerpt;
import io.cresset.api.model.ByteSlice;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Follows all files of one collector: finds them, knows them again, and reads them in turns. It has
 * no thread of its own: {@link #step} does what there is to do now, without waiting.
 *
 * <p>Reading can always begin again: a chain's decoder and all that is read but not emitted may be
 * thrown away at any time, for the marks say where to go on. So whatever is strange (a file that
 * was rotated and still grows, another content under an old name) ends in {@link Chain#rewind}.
 */
final class Engine implements Reader.Owner, Nameless.Owner, AutoCloseable {
  /** How often folders without a watch are looked through. */
  static final long POLL_NANOS = Duration.ofSeconds(2).toNanos();

  /** How long a deleted file is thought to be written to, after it grew last. */
  static final long DELETED_WAIT_NANOS = Duration.ofSeconds(5).toNanos();

  /** How long the rest of a compressed file is waited for, after it grew last. */
  static final long CUT_WAIT_NANOS = Duration.ofMinutes(1).toNanos();

  /** A file that is not read for so long is closed. */
  static final long UNUSED_NANOS = Duration.ofMinutes(5).toNanos();

  static final long CHORES_NANOS = Duration.ofMillis(100).toNanos();

  private final TailSettings settings;
  private final Time time;
  private final System.Logger logger;
  private final TailCounts counts;
  private final Outbox out;
  private final Watches watches;
  private final Optional<Excerpt> excerpt;
  private final Folders folders;
  private final OpenFiles open;
  private final Nameless nameless;
  private final Matching matching;
  private final Reader reader;

  private final Pace pace;
  private final Turns turns = new Turns();
  private final Chains chains;
  private final Partials partials;

  /** Chains that may have to be told that nothing comes. */
  private final Set<Chain> pending = new LinkedHashSet<>();

  /** An earlier life has stored something: what is unknown now has come to be since. */
  private final boolean everBegun;

  private long scannedNanos;
  private long choresNanos;

  Engine(
      Layout layout,
      TailSettings settings,
      CollectorContext context,
      Outbox out,
      Watches watches,
      TailCounts counts) {
    this.settings = settings;
    this.time = context.time();
    this.logger = context.logger();
    this.counts = counts;
    this.pace = new Pace(time);
    this.out = out;
    this.watches = watches;
    this.excerpt = context.excerpt();
    Map<String, ByteSlice> stored = context.positions();
    this.chains = new Chains(layout, settings, time, logger, counts, turns, stored);
    this.folders = new Folders(layout, watches, chains);
    this.everBegun = !stored.isEmpty();
    this.partials = new Partials(settings, counts, logger);
    Identities identities = chains.identities();
    this.open = new OpenFiles(settings, counts, logger);
    this.nameless = new Nameless(settings, time, logger, counts, open, out, identities, this);
    this.matching = new Matching(layout, settings, out, open, nameless, identities, excerpt, this);
    this.reader = new Reader(layout, settings, time, out, counts, this);
  }

  /** Looks through all folders for the first time. */
  void begin() throws InterruptedException {
    if (everBegun) {
      matching.goesOn();
    } else if (settings.fromEnd()) {
      out.begun();
    }
    scan();
    matchTouched();
    matching.started();
    out.seal();
  }

  private void scan() {
    scannedNanos = time.monotonicNanos();
    folders.scan();
  }

  /**
   * Sees what has happened, and reads a turn's worth of each chain that has something.
   *
   * @return whether there is more to do at once
   */
  boolean step() throws InterruptedException {
    pace.begin();
    look();
    int inLine = turns.inLine();
    int read = 0;
    for (int i = 0; i < inLine && out.hasRoom(); i++) {
      Optional<Chain> next = turns.next();
      if (next.isPresent()) {
        boolean more = reader.turn(next.get());
        afterTurn(next.get(), more);
        partials.turned(next.get(), reader);
        read += next.get().aside ? 0 : 1;
      }
    }
    if (read > 0) {
      // So there are places now.
      turns.tryAgain();
    }
    out.seal();
    pace.end();
    // Those that only wait for others have nothing to do at once.
    return (turns.inLine() > 0 && (read > 0 || !out.hasRoom())) || chains.areTouched();
  }

  /** Sees what has happened, without reading: also while it rests or nothing can be emitted. */
  void look() throws InterruptedException {
    long now = time.monotonicNanos();
    if (pace.looks(now)) {
      boolean[] missed = {false};
      watches.drain((watch, what, name) -> missed[0] |= folders.happened(watch, what, name));
      long rescan = folders.areAllWatched() ? settings.rescan().toNanos() : POLL_NANOS;
      if (missed[0] || now - scannedNanos >= rescan) {
        counts.rescanned.incrementAndGet();
        scan();
      }
    }
    matchTouched();
    if (now - choresNanos >= CHORES_NANOS) {
      choresNanos = now;
      chores(now);
    }
  }

  /** How long nothing will be due, unless something is told. */
  long idleNanos() {
    boolean soon =
        !pending.isEmpty()
            || chains.areTouchedLater()
            || nameless.isHoldingUnended()
            || turns.standingAside() > 0
            || turns.inLine() > 0;
    return soon ? CHORES_NANOS : POLL_NANOS;
  }

  /** How long to rest, but for looks, before the next step if there is nothing to do at once. */
  long restNanos() {
    return pace.restNanos();
  }

  private void afterTurn(Chain chain, boolean more) {
    if (more) {
      turns.add(chain);
      return;
    }
    Reading reading = chain.reading;
    if (reading != null && reading.isPending() && !reading.saidQuiet) {
      pending.add(chain);
    } else {
      pending.remove(chain);
    }
  }

  private void matchTouched() throws InterruptedException {
    long now = time.monotonicNanos();
    List<Matching.Names> touched = new ArrayList<>();
    for (Chain chain : chains.takeTouched()) {
      touched.add(matching.recognize(chain, now));
      chain.files.forEach(nameless::sort);
    }
    for (Matching.Names names : touched) {
      boolean matched = matching.decide(names, now);
      if (Thread.interrupted()) {
        // What could not be read for that reason was taken for something else.
        throw new InterruptedException();
      }
      matched(names.chain(), matched);
    }
  }

  private void matched(Chain chain, boolean matched) {
    if (!matched) {
      lookAtOnce();
      chain.unsettled++;
      if (chain.unsettled > 2) {
        // Nobody tells.
        scan();
        chains.touchLater(chain);
      } else {
        chains.touch(chain);
      }
      return;
    }
    chain.unsettled = 0;
    chain.files.forEach(nameless::sort);
    chains.forgetIfEmpty(chain);
    if (chain.needsTurn()) {
      turns.add(chain);
    }
  }

  /** Names are not what they were thought to be: what has happened is to be seen at once. */
  private void lookAtOnce() {
    pace.hurry();
    if (!folders.areAllWatched()) {
      scannedNanos = time.monotonicNanos() - POLL_NANOS;
    }
  }

  // What becomes of files without a name, of those that wait, of limits

  private void chores(long now) {
    for (Chain chain : List.copyOf(pending)) {
      Reading reading = chain.reading;
      if (reading == null || !reading.isPending()) {
        pending.remove(chain);
      } else if (now - reading.grewNanos >= settings.quiet().toNanos()) {
        turns.add(chain);
      }
    }
    turns.tryAgain();
    nameless.chores();
    open.closeUnusedSince(now - UNUSED_NANOS);
    chains.chores(now, out);
    counts.partialBytesNow.set(partials.sum());
  }

  // Nameless.Owner

  @Override
  public void enqueue(Chain chain) {
    turns.add(chain);
  }

  @Override
  public void forgotten(Tailed file) {
    chains.forgetIfEmpty(file.chain);
    if (file.chain.files.isEmpty()) {
      pending.remove(file.chain);
    }
  }

  // Reader.Owner

  @Override
  public boolean open(Tailed file) {
    if (file.refused && time.monotonicNanos() - file.triedNanos < POLL_NANOS) {
      turns.setAside(file.chain);
      return false;
    }
    boolean isProven = file.content != null || file.head.bytes() > 0;
    return switch (open.open(file, time.monotonicNanos())) {
      case OPEN -> {
        if (!isProven) {
          // It was empty, and may be another by now that has its inode: first its names, then it.
          lookAtOnce();
          turns.add(file.chain);
        }
        yield isProven;
      }
      case MOVED -> {
        lookAtOnce();
        yield false;
      }
      case NO_PLACE -> {
        turns.setAside(file.chain);
        yield false;
      }
      case REFUSED -> false;
    };
  }

  @Override
  public void replaced(Tailed file) {
    counts.replacedFiles.incrementAndGet();
    Chain chain = file.chain;
    long now = time.monotonicNanos();
    chain.rewind();
    if (file.isMissing()) {
      // It was deleted, and is written to all the same: nobody will know it again.
      open.close(file);
      nameless.add(file);
      return;
    }
    open.close(file);
    chain.replaced(file);
    chains.identities().is(file, Stat.Key.NONE);
    file.path = null;
    file.truncated = true;
    file.missingSinceNanos = now;
    nameless.add(file);
    // What was there may have got a name that has yet to be told.
    lookAtOnce();
    chains.touch(chain);
  }

  @Override
  public void unreadable(Tailed file, IOException failure) {
    open.close(file);
    file.triedNanos = time.monotonicNanos();
    turns.setAside(file.chain);
    if (!file.refused) {
      file.refused = true;
      logger.log(Level.WARNING, "{0} cannot be read: {1}", file, failure.getMessage());
    }
  }

  @Override
  public boolean isExpected(Tailed file, boolean whole, long missingBytes) {
    long now = time.monotonicNanos();
    if (file.cutSinceNanos == 0 || file.cutAtBytes != file.seenBytes) {
      file.cutSinceNanos = now;
      file.cutAtBytes = file.seenBytes;
    }
    if (whole && excerpt.isEmpty() && now - file.cutSinceNanos < CUT_WAIT_NANOS) {
      turns.setAside(file.chain);
      return true;
    }
    nameless.lose(TailCounts.Loss.DAMAGED, file, missingBytes);
    return false;
  }

  @Override
  public boolean isEnded(Tailed file) {
    if (excerpt.isPresent() || file.chain.over) {
      return true;
    }
    long now = time.monotonicNanos();
    return file.isMissing()
        && now - file.missingSinceNanos >= DELETED_WAIT_NANOS
        && now - file.usedNanos >= DELETED_WAIT_NANOS;
  }

  @Override
  public void through(Tailed file) {
    if (file.isMissing()) {
      nameless.add(file);
    }
  }

  Nameless nameless() {
    return nameless;
  }

  long takeDroppedByRate() {
    return reader.takeDroppedByRate();
  }

  /** For tests. */
  Chains chains() {
    return chains;
  }

  /** All that is known, a line for each file: for tests. */
  String describe() {
    StringBuilder all = new StringBuilder();
    for (Chain chain : chains.all()) {
      all.append(chain.id).append(chain.queued ? ", queued" : "").append('\n');
      for (Tailed file : chain.files) {
        all.append("  ").append(file.describe()).append('\n');
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    open.closeAll();
    watches.close();
  }
}
