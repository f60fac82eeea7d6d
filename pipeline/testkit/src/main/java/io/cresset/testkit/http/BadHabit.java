package io.cresset.testkit.http;

import java.io.IOException;
import java.util.Arrays;

/** Answers that are none. Whoever hangs does so until the client closes the connection. */
public enum BadHabit implements Reply {
  /** Takes the request and says nothing. */
  HANGS {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      to.untilClosed();
    }
  },

  HANGS_IN_HEADERS {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      to.say("HTTP/1.1 200 OK\r\nContent-");
      to.untilClosed();
    }
  },

  HANGS_IN_BODY {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      to.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhal");
      to.untilClosed();
    }
  },

  /** A good answer whose body comes a byte at a time, for ever. */
  DRIPS {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      to.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
      while (!to.closedWithin(20)) {
        to.say("x");
      }
    }
  },

  CLOSES {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      throw new IOException("closes");
    }
  },

  /** The client gets a reset instead of an end. */
  RESETS {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      to.reset();
    }
  },

  CLOSES_IN_HEADERS {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      to.say("HTTP/1.1 200 OK\r\nContent-");
      throw new IOException("closes");
    }
  },

  CLOSES_IN_BODY {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      to.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhal");
      throw new IOException("closes");
    }
  },

  /** What another protocol would say. */
  GARBAGE {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      to.say("220 mail.example ESMTP\r\n\0\u00ff\u00fe\r\n500 what?\r\n\r\n");
      throw new IOException("closes");
    }
  },

  ENDLESS_HEADERS {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      to.say("HTTP/1.1 200 OK\r\n");
      byte[] some =
          "X-More: and more\r\n".repeat(1000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      for (; ; ) {
        to.say(some);
      }
    }
  },

  ENDLESS_BODY {
    @Override
    public void say(RawServer.Connection to) throws IOException {
      to.say("HTTP/1.1 500 Oops\r\n\r\n");
      byte[] some = new byte[64 * 1024];
      Arrays.fill(some, (byte) 'x');
      for (; ; ) {
        to.say(some);
      }
    }
  }
}
