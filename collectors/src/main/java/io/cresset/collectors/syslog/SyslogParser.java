package io.cresset.collectors.syslog;

import io.cresset.api.model.Attributes;
import io.cresset.api.model.ByteSlice;
import io.cresset.api.model.LogRecord;
import io.cresset.api.model.Resource;
import io.cresset.api.model.Severity;
import io.cresset.api.model.SyslogWords;
import io.cresset.api.model.Value;
import io.cresset.api.text.Digits;
import java.util.Arrays;

/**
 * Turns a received line into a record, after appendix B of OpenTelemetry's log data model:
 *
 * <pre>
 * &lt;34&gt;1 2026-01-02T03:04:05Z web1 nginx 812 REQ - upstream gone
 *
 * resource    host.name=web1 service.name=nginx
 * severity    19 (ERROR3), "crit"
 * attributes  syslog.facility=auth syslog.version=1 syslog.procid=812 syslog.msgid=REQ
 *             network.peer.address=192.0.2.7 network.transport=udp
 * body        upstream gone
 * </pre>
 *
 * <p>A line that cannot be read becomes a record too: its body is the whole line, its attribute
 * {@code parse_error} says why, and the header fields that could be read are set. A host that the
 * line does not name is the sender's address. A time stamp that is too far from the receipt is not
 * believed: the record has the time of receipt, and the stamp is its attribute {@code
 * syslog.timestamp}. Bodies refer to the bytes given, which must not be changed after.
 *
 * <p>Never throws for any input. Not safe for use by several threads.
 */
final class SyslogParser {
  static final String PARSE_ERROR = "parse_error";
  static final String FACILITY = "syslog.facility";
  static final String VERSION = "syslog.version";
  static final String PROCID = "syslog.procid";
  static final String MSGID = "syslog.msgid";
  static final String PEER_ADDRESS = "network.peer.address";
  static final String TRANSPORT = "network.transport";

  /** The device's time stamp as it wrote it, where the record does not have its time. */
  static final String TIMESTAMP = "syslog.timestamp";

  /** Who passed the line on under a header of its own, and the time stamp in that. */
  static final String RELAY_HOST = "syslog.relay.host";

  static final String RELAY_TIMESTAMP = "syslog.relay.timestamp";

  private static final int MAX_PRIORITY = 191;

  private static final Value VERSION_1 = Value.of(1);

  private final ResourceCache resources;
  private final Clocks clocks;
  private final Rfc3164 rfc3164;
  private final Header header = new Header();

  /** The structured data read last, and what they are. */
  private byte[] lastData = {};

  private Attributes lastAttributes = Attributes.empty();

  SyslogParser(ResourceCache resources, Clocks clocks) {
    this.resources = resources;
    this.clocks = clocks;
    this.rfc3164 = new Rfc3164(clocks);
  }

  /** One line without its framing. */
  Line parse(ByteSlice line, Peer peer, long receiptUnixNanos) {
    header.begin(line);
    int at = behindByteOrderMark(header.from);
    if (at < header.end && header.bytes[at] == '<') {
      at = readPriority(at);
      if (at > 0) {
        readHeader(behindSpaces(at), peer, receiptUnixNanos);
      }
    } else if (Rfc5424.surelyBeginsAt(header, at)) {
      Rfc5424.read(header, at);
    } else {
      rfc3164.read(header, at, peer.zone(), receiptUnixNanos);
    }
    return line(peer, receiptUnixNanos);
  }

  /** Bytes in which no line is to be looked for. */
  Line raw(ByteSlice bytes, Fault why, Peer peer, long receiptUnixNanos) {
    header.begin(bytes);
    header.fault(why);
    return line(peer, receiptUnixNanos);
  }

  private void readHeader(int at, Peer peer, long receiptUnixNanos) {
    if (Rfc5424.beginsAt(header, at)) {
      Rfc5424.read(header, at);
    } else {
      rfc3164.read(header, at, peer.zone(), receiptUnixNanos);
    }
  }

  /** The index behind the mark with which some programs begin their UTF-8, or the one given. */
  private int behindByteOrderMark(int at) {
    byte[] a = header.bytes;
    boolean mark =
        header.end - at >= 3
            && a[at] == (byte) 0xEF
            && a[at + 1] == (byte) 0xBB
            && a[at + 2] == (byte) 0xBF;
    return mark ? at + 3 : at;
  }

  private int behindSpaces(int from) {
    int at = from;
    while (at < header.end && header.bytes[at] == ' ') {
      at++;
    }
    return at;
  }

  /** Reads {@code <PRI>}; the index behind it, or 0 and a fault. */
  private int readPriority(int from) {
    byte[] a = header.bytes;
    int close = from + 1;
    int limit = Math.min(header.end, from + 5);
    while (close < limit && a[close] != '>') {
      close++;
    }
    int digits = close - from - 1;
    int priority = close == limit || digits == 0 ? -1 : Digits.number(a, from + 1, digits);
    if (priority < 0 || priority > MAX_PRIORITY) {
      header.fault(Fault.BAD_PRIORITY);
      return 0;
    }
    header.priority = priority;
    return close + 1;
  }

  private Line line(Peer peer, long receiptUnixNanos) {
    Fault fault = header.fault;
    if (fault != null) {
      peer.sender().unparsable(fault);
      header.bodyFrom = header.from;
    } else {
      header.bodyFrom = behindByteOrderMark(header.bodyFrom);
    }
    ByteSlice body = slice(header.bodyFrom, header.end);
    boolean stamped = header.timeUnixNanos != Header.NO_TIME;
    long time = stamped ? header.timeUnixNanos : receiptUnixNanos;
    long ahead = time - receiptUnixNanos;
    if (stamped) {
      peer.sender().stamped(ahead, receiptUnixNanos);
    }
    // 0 would mean that nobody knows the time.
    boolean unbelievable = time == 0 || clocks.isUnbelievable(ahead);
    LogRecord.Builder record =
        LogRecord.builder(
                unbelievable ? receiptUnixNanos : time, receiptUnixNanos, Value.ofUtf8(body))
            .attributes(attributes(peer, unbelievable));
    if (header.priority != Header.NO_PRIORITY) {
      int severity = header.priority & 7;
      record.severity(Severity.ofSyslog(severity), SyslogWords.severity(severity));
    }
    return new Line(resource(peer), record.build());
  }

  private Resource resource(Peer peer) {
    ByteSlice host =
        header.hostEnd > header.hostFrom
            ? slice(header.hostFrom, header.hostEnd)
            : peer.host().utf8();
    return resources.get(host, slice(header.appFrom, header.appEnd));
  }

  private Attributes attributes(Peer peer, boolean withTimestamp) {
    Attributes.Builder out = Attributes.builder();
    if (header.priority != Header.NO_PRIORITY) {
      out.put(FACILITY, SyslogWords.facility(header.priority >> 3));
    }
    if (header.rfc5424) {
      out.put(VERSION, VERSION_1);
    }
    if (header.procEnd > header.procFrom) {
      out.put(PROCID, new Value.Text(slice(header.procFrom, header.procEnd)));
    }
    if (header.messageIdEnd > header.messageIdFrom) {
      out.put(MSGID, new Value.Text(slice(header.messageIdFrom, header.messageIdEnd)));
    }
    if (header.dataEnd > header.dataFrom) {
      structuredData(header.dataFrom, header.dataEnd).forEach(out::put);
    }
    if (withTimestamp) {
      out.put(TIMESTAMP, new Value.Text(slice(header.stampFrom, header.stampEnd)));
    }
    if (header.relayStampEnd > header.relayStampFrom) {
      if (header.relayEnd > header.relayFrom) {
        out.put(RELAY_HOST, new Value.Text(slice(header.relayFrom, header.relayEnd)));
      }
      out.put(RELAY_TIMESTAMP, new Value.Text(slice(header.relayStampFrom, header.relayStampEnd)));
    }
    out.put(PEER_ADDRESS, peer.address()).put(TRANSPORT, peer.transport());
    Fault fault = header.fault;
    if (fault != null) {
      out.put(PARSE_ERROR, fault.value());
    }
    return out.build();
  }

  /** Senders repeat themselves: rsyslog and logger say the same of their clock in every line. */
  private Attributes structuredData(int from, int end) {
    if (!Arrays.equals(header.bytes, from, end, lastData, 0, lastData.length)) {
      lastAttributes = StructuredData.read(header.bytes, from, end);
      lastData = Arrays.copyOfRange(header.bytes, from, end);
    }
    return lastAttributes;
  }

  private ByteSlice slice(int from, int end) {
    return from == end ? ByteSlice.empty() : ByteSlice.of(header.bytes, from, end - from);
  }
}
