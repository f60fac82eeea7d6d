package io.cresset.collectors.logs.tail;

import io.cresset.api.Time;
import io.cresset.api.model.ByteSlice;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The chains that are followed, as what is found in folders makes and ends them. Those whose names
 * have changed are touched: it has to be found out which of their files are which.
 */
final class Chains implements Folders.Owner {
  private final Layout layout;
  private final TailSettings settings;
  private final Time time;
  private final System.Logger logger;
  private final TailCounts counts;
  private final Turns turns;

  private final Map<String, Chain> chains = new HashMap<>();

  /** Which chain ends one, that may have yet to be found, by the name of this one. */
  private final Map<String, Chain> enders = new HashMap<>();

  private final Set<Chain> touched = new LinkedHashSet<>();
  private final Set<Chain> touchedLater = new LinkedHashSet<>();
  private final Identities identities;
  private int followed;

  /**
   * @param stored positions of an earlier life
   */
  Chains(
      Layout layout,
      TailSettings settings,
      Time time,
      System.Logger logger,
      TailCounts counts,
      Turns turns,
      Map<String, ByteSlice> stored) {
    this.layout = layout;
    this.settings = settings;
    this.time = time;
    this.logger = logger;
    this.counts = counts;
    this.turns = turns;
    // Those that an earlier run was refused are found again.
    counts.unreadableFoldersNow.set(0);
    this.identities = new Identities(stored, counts, time.monotonicNanos(), touched::add);
  }

  Collection<Chain> all() {
    return chains.values();
  }

  Identities identities() {
    return identities;
  }

  /** Names of its files have changed, or what lies under them. */
  void touch(Chain chain) {
    touched.add(chain);
  }

  /** The same, but not before the next {@link #chores}: its names keep on changing. */
  void touchLater(Chain chain) {
    touchedLater.add(chain);
  }

  boolean areTouchedLater() {
    return !touchedLater.isEmpty();
  }

  boolean areTouched() {
    return !touched.isEmpty();
  }

  /** Those that were touched since this was asked last. */
  List<Chain> takeTouched() {
    List<Chain> all = List.copyOf(touched);
    touched.clear();
    return all;
  }

  /** Forgets what waits for files that do not come. */
  void chores(long nowNanos, Outbox out) {
    touched.addAll(touchedLater);
    touchedLater.clear();
    identities.expire(nowNanos, out);
    counts.followedNow.set(followed);
  }

  /** Forgets a chain that has no files any more. */
  void forgetIfEmpty(Chain chain) {
    if (!chain.files.isEmpty() || !chain.found.isEmpty()) {
      return;
    }
    identities.forget(chain);
    // Another one may have its name by now.
    if (chains.remove(chain.id, chain)) {
      layout.ends(chain.id).ifPresent(enders::remove);
      Chain after = enders.get(chain.id);
      if (after != null) {
        after.before = null;
      }
    }
  }

  @Override
  public void found(Chain.Found file) {
    Chain chain = chains.get(file.place().chain());
    if (chain == null) {
      if (followed >= settings.maxFiles()) {
        if (counts.reached(TailCounts.Limit.FILES)) {
          logger.log(
              Level.WARNING,
              "{0} files are followed, so {1} and others are not; raise max_files or exclude some",
              Integer.toString(followed),
              file.path());
        }
        return;
      }
      chain = chain(file);
    }
    Chain.Found before = chain.found.put(file.path(), file);
    if (before == null) {
      followed++;
    }
    if (before == null || !before.key().equals(file.key())) {
      touch(chain);
    } else if (before.size() != file.size()) {
      written(file);
    } else if (chain.isRefused()) {
      turns.add(chain);
    }
  }

  private Chain chain(Chain.Found file) {
    String id = file.place().chain();
    int streams = layout.decoder(id, file.path()).streams();
    Chain chain = new Chain(id, streams, new Rate(time, settings.maxLinesPerSecond()));
    chains.put(id, chain);
    chain.files.addAll(identities.claim(chain, time.monotonicNanos()));
    layout.ends(id).ifPresent(over -> end(over, chain));
    Chain after = enders.get(id);
    if (after != null) {
      end(id, after);
    }
    return chain;
  }

  /** One chain gets nothing more, whichever of the two was found first. */
  private void end(String id, Chain by) {
    enders.put(id, by);
    Chain over = chains.get(id);
    if (over != null) {
      over.over = true;
      by.before = over;
      turns.add(over);
    }
  }

  @Override
  public void gone(Chain.Found file) {
    Chain chain = chains.get(file.place().chain());
    if (chain != null && chain.found.remove(file.path()) != null) {
      followed--;
      touch(chain);
    }
  }

  @Override
  public void written(Chain.Found file) {
    Chain chain = chains.get(file.place().chain());
    if (chain == null) {
      return;
    }
    for (Tailed known : chain.files) {
      // One without a name had this inode before.
      if (known.key.equals(file.key()) && !known.isMissing() && known.isThrough()) {
        if (known.passedOver) {
          return;
        }
        Optional<Stat> now = Stat.of(file.path());
        if (now.isPresent()
            && now.get().key().equals(file.key())
            && now.get().size() != (known.gzip ? known.packedBytes : known.end)
            && (known.packedBytes > 0 || !known.gzip)) {
          known.end = -1;
          chain.rewind();
        }
      }
    }
    turns.add(chain);
  }

  @Override
  public void refused(Path folder) {
    counts.unreadableFoldersNow.incrementAndGet();
    logger.log(
        Level.WARNING, "{0} may not be read by this user; cresset check says what to do", folder);
  }

  @Override
  public void admitted() {
    counts.unreadableFoldersNow.decrementAndGet();
  }
}
