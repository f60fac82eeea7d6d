package io.cresset.collectors.linux;

/** What uname(2) says. */
public record UtsName(
    String sysname,
    String nodename,
    String release,
    String version,
    String machine,
    String domainname) {}
