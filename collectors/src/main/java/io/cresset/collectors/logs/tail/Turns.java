package io.cresset.collectors.logs.tail;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which chain is read next. Each that has something stands in line once, so that one that screams
 * does not starve those that whisper. Those that could not be read for want of a place, or of the
 * right, stand aside until it is worth trying again.
 */
final class Turns {
  private final Deque<Chain> queue = new ArrayDeque<>();
  private final Set<Chain> aside = new LinkedHashSet<>();

  /** It has something to read, or may have. */
  void add(Chain chain) {
    if (!chain.queued) {
      chain.queued = true;
      queue.addLast(chain);
    }
  }

  /** It has something that cannot be read now. */
  void setAside(Chain chain) {
    chain.aside = true;
    aside.add(chain);
  }

  /** Those that stood aside are tried again. */
  void tryAgain() {
    for (Chain chain : aside) {
      chain.aside = false;
      add(chain);
    }
    aside.clear();
  }

  int inLine() {
    return queue.size();
  }

  int standingAside() {
    return aside.size();
  }

  /**
   * The first in line; empty if it has to wait for another chain, and then it stands at the end of
   * the line.
   */
  Optional<Chain> next() {
    Chain chain = queue.removeFirst();
    chain.queued = false;
    if (chain.isWaiting()) {
      add(chain);
      return Optional.empty();
    }
    // Unless it is set aside again.
    aside.remove(chain);
    chain.aside = false;
    return Optional.of(chain);
  }
}
