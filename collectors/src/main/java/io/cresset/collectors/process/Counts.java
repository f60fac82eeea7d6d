package io.cresset.collectors.process;

/** What processes and threads have used since they began, or since a moment. */
final class Counts {
  /** Of CPU time, in ticks of a hundredth of a second, which is what every Linux reports. */
  long userTicks;

  long systemTicks;
  long readBytes;
  long writtenBytes;
  long majorFaults;
  long minorFaults;
  long voluntarySwitches;
  long involuntarySwitches;

  /** Of the last field that advanced. */
  private long rose;

  void add(Counts other) {
    userTicks += other.userTicks;
    systemTicks += other.systemTicks;
    readBytes += other.readBytes;
    writtenBytes += other.writtenBytes;
    majorFaults += other.majorFaults;
    minorFaults += other.minorFaults;
    voluntarySwitches += other.voluntarySwitches;
    involuntarySwitches += other.involuntarySwitches;
  }

  /**
   * Goes on to what is counted now, and adds what that is more to a rise. What the kernel counts
   * may step back a little, which is no use; then these stay as they are.
   */
  void advance(Counts now, Counts rise) {
    userTicks = advance(userTicks, now.userTicks);
    rise.userTicks += rose;
    systemTicks = advance(systemTicks, now.systemTicks);
    rise.systemTicks += rose;
    readBytes = advance(readBytes, now.readBytes);
    rise.readBytes += rose;
    writtenBytes = advance(writtenBytes, now.writtenBytes);
    rise.writtenBytes += rose;
    majorFaults = advance(majorFaults, now.majorFaults);
    rise.majorFaults += rose;
    minorFaults = advance(minorFaults, now.minorFaults);
    rise.minorFaults += rose;
    voluntarySwitches = advance(voluntarySwitches, now.voluntarySwitches);
    rise.voluntarySwitches += rose;
    involuntarySwitches = advance(involuntarySwitches, now.involuntarySwitches);
    rise.involuntarySwitches += rose;
  }

  private long advance(long from, long to) {
    rose = Math.max(0, to - from);
    return from + rose;
  }

  void set(Counts other) {
    clear();
    add(other);
  }

  /** Takes over what was read and written, and nothing else. */
  void setStorage(Counts other) {
    readBytes = other.readBytes;
    writtenBytes = other.writtenBytes;
  }

  /** Takes over what stands in /proc/PID/stat, and nothing else. */
  void setTimesAndFaults(Counts other) {
    userTicks = other.userTicks;
    systemTicks = other.systemTicks;
    majorFaults = other.majorFaults;
    minorFaults = other.minorFaults;
  }

  void clear() {
    userTicks = 0;
    systemTicks = 0;
    readBytes = 0;
    writtenBytes = 0;
    majorFaults = 0;
    minorFaults = 0;
    voluntarySwitches = 0;
    involuntarySwitches = 0;
  }

  static double seconds(long ticks) {
    return ticks / 100.0;
  }
}
