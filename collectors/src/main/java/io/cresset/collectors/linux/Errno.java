package io.cresset.collectors.linux;

import java.util.Map;

/**
 * Errors of the C library. Numbers are those of asm-generic/errno.h, which every architecture that
 * Java 25 runs on has.
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int ENOSPC = 28;
  public static final int EPIPE = 32;

  /** What Go calls the errors; some of these words become label values. */
  private static final Map<Integer, String> WORDS =
      Map.ofEntries(
          Map.entry(1, "operation not permitted"),
          Map.entry(2, "no such file or directory"),
          Map.entry(4, "interrupted system call"),
          Map.entry(5, "input/output error"),
          Map.entry(6, "no such device or address"),
          Map.entry(11, "resource temporarily unavailable"),
          Map.entry(12, "cannot allocate memory"),
          Map.entry(13, "permission denied"),
          Map.entry(16, "device or resource busy"),
          Map.entry(19, "no such device"),
          Map.entry(20, "not a directory"),
          Map.entry(22, "invalid argument"),
          Map.entry(36, "file name too long"),
          Map.entry(38, "function not implemented"),
          Map.entry(40, "too many levels of symbolic links"),
          Map.entry(71, "protocol error"),
          Map.entry(75, "value too large for defined data type"),
          Map.entry(95, "operation not supported"),
          Map.entry(100, "network is down"),
          Map.entry(101, "network is unreachable"),
          Map.entry(103, "software caused connection abort"),
          Map.entry(104, "connection reset by peer"),
          Map.entry(107, "transport endpoint is not connected"),
          Map.entry(108, "cannot send after transport endpoint shutdown"),
          Map.entry(110, "connection timed out"),
          Map.entry(111, "connection refused"),
          Map.entry(112, "host is down"),
          Map.entry(113, "no route to host"),
          Map.entry(116, "stale file handle"),
          Map.entry(117, "structure needs cleaning"),
          Map.entry(121, "remote I/O error"),
          Map.entry(126, "required key not available"),
          Map.entry(127, "key has expired"),
          Map.entry(128, "key has been revoked"));

  private Errno() {}

  /** Go's and so node_exporter's words for an error. */
  public static String words(int errno) {
    return WORDS.getOrDefault(errno, "errno " + errno);
  }
}
