package io.cresset.collectors.syslog;

import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.SocketHolders;
import io.cresset.api.collect.Collector;
import io.cresset.api.collect.CollectorContext;
import io.cresset.api.collect.CollectorFactory;
import io.cresset.api.model.MetricSpec;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The door of the syslog collector. */
public final class SyslogFactory implements CollectorFactory<SyslogConfig> {

  @Override
  public String kind() {
    return "syslog";
  }

  @Override
  public String summary() {
    return "Log lines that devices and programs send by syslog over UDP, TCP, TLS and Unix sockets";
  }

  @Override
  public Class<SyslogConfig> config() {
    return SyslogConfig.class;
  }

  @Override
  public List<MetricSpec> specs() {
    List<MetricSpec> specs = new ArrayList<>(Counts.SPECS);
    specs.add(SyslogCollector.DROPPED);
    specs.addAll(Senders.SPECS);
    return specs;
  }

  @Override
  public List<Door> doors(SyslogConfig config, DoorContext context) {
    return new SyslogDoors(config, context, new SocketHolders(Path.of("/proc"))).all();
  }

  @Override
  public Collector create(SyslogConfig config, CollectorContext context) {
    return new SyslogCollector(config, context, ZoneId.systemDefault());
  }
}
