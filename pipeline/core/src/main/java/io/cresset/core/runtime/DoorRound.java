package io.cresset.core.runtime;

import io.cresset.api.Time;
import io.cresset.api.check.Door;
import io.cresset.api.check.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tries doors at the same time, so that all of them together take as long as the slowest, and that
 * no longer than the limit. On platform threads, because a file system that hangs would pin the
 * carriers of virtual ones, and then the doors that open would seem to hang as well. A door that
 * does not answer is left behind.
 */
public final class DoorRound {
  private final Time time;
  private final Duration limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();

  /**
   * @param limit of each door, and so of all of them
   */
  public DoorRound(Time time, Duration limit) {
    this.time = time;
    this.limit = limit;
  }

  /** What was found at each door, in their order. */
  public List<List<Finding>> open(List<Door> doors) throws InterruptedException {
    List<List<Finding>> found = new ArrayList<>(doors.size());
    List<Thread> threads = new ArrayList<>(doors.size());
    for (int i = 0; i < doors.size(); i++) {
      int at = i;
      found.add(List.of());
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("door " + doors.get(i).name())
              .unstarted(() -> end(found, at, tried(doors.get(at)))));
    }
    threads.forEach(Thread::start);
    try {
      return await(doors, found);
    } finally {
      threads.forEach(Thread::interrupt);
    }
  }

  private void end(List<List<Finding>> found, int at, List<Finding> findings) {
    lock.lock();
    try {
      found.set(at, findings);
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private List<List<Finding>> await(List<Door> doors, List<List<Finding>> found)
      throws InterruptedException {
    long start = time.monotonicNanos();
    lock.lockInterruptibly();
    try {
      long left = limit.toNanos();
      while (found.stream().anyMatch(List::isEmpty) && left > 0) {
        time.await(lock, ended, left);
        left = limit.toNanos() - (time.monotonicNanos() - start);
      }
      List<List<Finding>> all = new ArrayList<>(found);
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).isEmpty()) {
          all.set(i, List.of(late(doors.get(i))));
        }
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  private Finding late(Door door) {
    return Finding.fail(
        door.name(),
        "no answer within " + limit.toSeconds() + " s",
        door.remote()
            ? "see whether this machine's name service and the way there are in order"
            : "see which file system hangs: 'df' will hang at it too");
  }

  private static List<Finding> tried(Door door) {
    try {
      List<Finding> findings = door.trial().open();
      return findings.isEmpty() ? List.of(defect(door, "it says nothing")) : List.copyOf(findings);
    } catch (InterruptedException _) {
      // Nobody waits any more.
      return List.of(defect(door, "it was interrupted"));
    } catch (RuntimeException | Error e) {
      return List.of(defect(door, e.toString()));
    }
  }

  private static Finding defect(Door door, String what) {
    return Finding.fail(
        door.name(), "defect: " + what, "report it; this door was not tried to its end");
  }
}
