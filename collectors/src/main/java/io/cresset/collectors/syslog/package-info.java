/**
 * Takes syslog from the network: RFC 3164 and RFC 5424 over UDP (RFC 5426) and TCP (RFC 6587, both
 * framings). Sockets are touched in {@link io.cresset.collectors.syslog.UdpListener}, {@link
 * io.cresset.collectors.syslog.TcpListener} and {@link io.cresset.collectors.syslog.TcpConnection};
 * everything else turns bytes into records.
 */
@NullMarked
package io.cresset.collectors.syslog;

import org.jspecify.annotations.NullMarked;
