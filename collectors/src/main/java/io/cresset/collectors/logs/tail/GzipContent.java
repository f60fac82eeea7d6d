package io.cresset.collectors.logs.tail;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A compressed file, of one or more members (RFC 1952). It is read forward; who goes back behind
 * what is kept begins again at the beginning. Where it is damaged it ends, and so it does where it
 * is cut off, until it has grown.
 */
final class GzipContent implements Content {
  private static final int INPUT_BYTES = 16 * 1024;
  private static final int TRAILER_BYTES = 4;

  /** Deflate makes no more than this of a byte. */
  private static final long MAX_GROWTH = 1032;

  private final FileChannel channel;
  private @Nullable InputStream in;

  /** What is kept, from {@link #keptFrom} up to {@link #position}. */
  private byte[] kept = new byte[0];

  private long keptFrom;
  private long position;
  private boolean ended;
  private boolean damaged;

  /** Its length when its end was found to be missing; -1 if that is not so. */
  private long cutAtBytes = -1;

  GzipContent(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * What the last member's trailer says of its length, modulo 2^32: the length of the whole, for
   * what gzip makes of one file. -1 if there is none.
   */
  static long statedBytes(FileChannel channel) throws IOException {
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long at = channel.size() - TRAILER_BYTES;
    if (at < 0 || channel.read(trailer, at) < TRAILER_BYTES) {
      return -1;
    }
    return Integer.toUnsignedLong(trailer.getInt(0));
  }

  long statedBytes() throws IOException {
    return statedBytes(channel);
  }

  /** Whether its end is missing: somebody may be writing it, or was kept from it. */
  boolean isCut() {
    return cutAtBytes >= 0;
  }

  /** Whether what stands behind the bytes that were read is not what was compressed. */
  boolean isDamaged() {
    return damaged;
  }

  /** How many bytes are missing behind those that were read, as far as can be told; at least 1. */
  long missingBytes() throws IOException {
    long stated = damaged ? statedBytes() : -1;
    if (stated > position && stated - position <= MAX_GROWTH * channel.size()) {
      return stated - position;
    }
    return Math.max(1, channel.size() - channel.position());
  }

  @Override
  public int read(long offset, byte[] into, int at, int length) throws IOException {
    if (offset < keptFrom || (isCut() && channel.size() > cutAtBytes)) {
      restart();
    }
    while (position < offset) {
      int step = (int) Math.min(offset - position, INPUT_BYTES);
      byte[] passed = new byte[step];
      int count = inflate(passed, 0, step);
      keep(passed, 0, count);
      if (count < step) {
        ended = true;
        return 0;
      }
      through(position - Fingerprint.TAIL_BYTES);
    }
    int old = (int) Math.min(position - offset, length);
    System.arraycopy(kept, (int) (offset - keptFrom), into, at, old);
    int fresh = length - old;
    if (fresh > 0) {
      int count = inflate(into, at + old, fresh);
      keep(into, at + old, count);
      ended |= count < fresh;
      return old + count;
    }
    return old;
  }

  /** What there is up to where it ends, or is damaged. */
  private int inflate(byte[] into, int at, int length) throws IOException {
    int count = 0;
    try {
      while (count < length && !damaged && !isCut()) {
        int read = stream().read(into, at + count, length - count);
        if (read < 0) {
          break;
        }
        count += read;
      }
    } catch (EOFException _) {
      cutAtBytes = channel.size();
    } catch (ZipException _) {
      damaged = true;
    }
    return count;
  }

  private void restart() throws IOException {
    letGo();
    kept = new byte[0];
    keptFrom = 0;
    position = 0;
    ended = false;
    damaged = false;
    cutAtBytes = -1;
  }

  private InputStream stream() throws IOException {
    InputStream open = in;
    if (open == null) {
      channel.position(0);
      open = new GZIPInputStream(unclosed(Channels.newInputStream(channel)), INPUT_BYTES);
      in = open;
    }
    return open;
  }

  /** The inflater's memory can be given back without closing the file. */
  private static InputStream unclosed(InputStream inner) {
    return new FilterInputStream(inner) {
      @Override
      public int read(byte[] into, int at, int length) throws IOException {
        return in.read(into, at, length);
      }

      @Override
      public void close() {}
    };
  }

  private void letGo() throws IOException {
    InputStream open = in;
    in = null;
    if (open != null) {
      open.close();
    }
  }

  private void keep(byte[] bytes, int from, int count) {
    int before = (int) (position - keptFrom);
    kept = Arrays.copyOf(kept, before + count);
    System.arraycopy(bytes, from, kept, before, count);
    position += count;
  }

  @Override
  public void through(long offset) {
    if (offset > keptFrom) {
      int drop = (int) (Math.min(offset, position) - keptFrom);
      kept = Arrays.copyOfRange(kept, drop, kept.length);
      keptFrom += drop;
    }
  }

  @Override
  public long size() {
    return ended ? position : Long.MAX_VALUE;
  }

  @Override
  public long diskBytes() throws IOException {
    return channel.size();
  }

  @Override
  public void close() {
    try {
      letGo();
      channel.close();
    } catch (IOException _) {
      // Nothing was written, so nothing is lost.
    }
  }
}
