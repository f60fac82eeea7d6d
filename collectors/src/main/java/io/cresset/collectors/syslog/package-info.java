/**
 * Takes syslog from the network: RFC 3164 and RFC 5424 over UDP (RFC 5426), TCP (RFC 6587, both
 * framings), TLS (RFC 5425) and Unix sockets. Sockets are touched in {@link
 * io.cresset.collectors.syslog.UdpListener}, {@link io.cresset.collectors.syslog.StreamListener}
 * and what implements {@link io.cresset.collectors.syslog.Door} and {@link
 * io.cresset.collectors.syslog.Link}; the rest turns bytes into records.
 */
@NullMarked
package io.cresset.collectors.syslog;

import org.jspecify.annotations.NullMarked;
