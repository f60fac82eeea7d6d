package io.cresset.core.log.simulation;

import io.cresset.api.export.Chunk;
import io.cresset.api.model.Signal;
import io.cresset.core.log.Disk;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.OpenedLog;
import io.cresset.core.log.StoredLog;
import io.cresset.core.log.StoredLogVisitor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What lies in the folder, frame by frame, as it was found by reading alone. */
final class Found implements StoredLogVisitor {

  /** A good frame; {@code end} equals {@code first} for one that holds the state. */
  record Place(String file, long offset, long first, long end) {}

  private final BitSet numbers = new BitSet();
  private final List<Place> places = new ArrayList<>();
  private final List<Chunk.Frame> frames = new ArrayList<>();
  private final List<Damage> damages = new ArrayList<>();

  private Found() {}

  static Found in(Disk disk) throws LogFolderUnavailable {
    Found found = new Found();
    StoredLog.read(disk, OpenedLog.FOLDER, Signal.LOGS).walk(0, found);
    return found;
  }

  @Override
  public boolean records(Records records) {
    Chunk.Frame frame = records.frame();
    numbers.set(Math.toIntExact(frame.firstNumber()), Math.toIntExact(frame.endNumber()));
    places.add(new Place(records.file(), records.offset(), frame.firstNumber(), frame.endNumber()));
    frames.add(frame);
    return true;
  }

  @Override
  public void state(String file, long offset) {
    places.add(new Place(file, offset, 0, 0));
  }

  @Override
  public void damage(Damage damage) {
    damages.add(damage);
  }

  boolean has(long number) {
    return numbers.get(Math.toIntExact(number));
  }

  long end() {
    return numbers.length();
  }

  List<Chunk.Frame> frames() {
    return frames;
  }

  List<Damage> damages() {
    return damages;
  }

  /** Whether there are good frames of a file besides those of which some byte is in a range. */
  boolean hasOthers(String file, long from, long to) {
    return places.stream().filter(place -> place.file().equals(file)).count()
        > in(file, from, to).size();
  }

  /** The frames of a file of which some byte is in a range. */
  List<Place> in(String file, long from, long to) {
    List<Place> of = places.stream().filter(place -> place.file().equals(file)).toList();
    List<Place> hit = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      long end = i + 1 < of.size() ? of.get(i + 1).offset() : Long.MAX_VALUE;
      if (of.get(i).offset() < to && end > from) {
        hit.add(of.get(i));
      }
    }
    return hit;
  }
}
