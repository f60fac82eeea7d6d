package io.cresset.app;

import io.cresset.app.cli.Command;
import io.cresset.app.control.ControlClient;
import io.cresset.app.control.ControlUnavailable;
import io.cresset.app.stored.RejectedPrinter;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.config.InvalidConfig;
import io.cresset.core.log.DurableLog;
import io.cresset.core.log.FolderLock;
import io.cresset.core.log.LogFolderUnavailable;
import io.cresset.core.log.RealDisk;
import io.cresset.core.rejected.Ids;
import io.cresset.core.rejected.RejectedLog;
import io.cresset.core.rejected.StoredRejected;
import io.cresset.core.rejected.Which;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code cresset log rejected}: what sinks refused for good. Looking reads the folder; who has the
 * folder changes it, which is the running program if there is one.
 */
final class RejectedCommands {
  static final String NOT_NOTED =
      "the disk does not take it now; what is wrong with it says cresset status";

  private static final int RANGES_AT_ONCE = 100;

  private final Surroundings surroundings;

  RejectedCommands(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  int list(Command.RejectedList list) throws CannotStart, InvalidConfig {
    Path data = StoredData.folder(list.data(), list.config(), surroundings);
    Optional<StoredRejected> stored = read(data);
    RejectedPrinter printer = new RejectedPrinter(surroundings.out());
    long since =
        list.since().map(age -> surroundings.time().unixNanos() - age.toNanos()).orElse(0L);
    if (list.json()) {
      stored.ifPresent(some -> printer.json(some, list.sink(), since));
    } else if (stored.isEmpty() || !printer.table(stored.get(), list.sink(), since, list.limit())) {
      surroundings.out().println("nothing is set aside" + of(list) + " in " + data);
    }
    return Program.FINE;
  }

  private static String of(Command.RejectedList list) {
    return list.sink().map(sink -> " of " + sink).orElse("")
        + list.since().map(_ -> " since then").orElse("");
  }

  int show(Command.RejectedShow show) throws CannotStart, InvalidConfig {
    Path data = StoredData.folder(show.data(), show.config(), surroundings);
    Which which = new Which(Optional.of(show.ids()), Optional.empty());
    Optional<StoredRejected> stored = read(data);
    Ids missing = stored.map(some -> which.in(some).missing()).orElse(show.ids());
    stored.ifPresent(
        some -> new RejectedPrinter(surroundings.out()).show(some, show.ids(), show.json()));
    return complete(missing) ? Program.FINE : Program.FAILED;
  }

  /** Empty if nothing was ever set aside there. */
  private static Optional<StoredRejected> read(Path data) throws CannotStart {
    if (!Files.isDirectory(data)) {
      throw new CannotStart(
          "there is no folder "
              + data
              + "; name the data folder of a Cresset that has a sink: --data DIR");
    }
    try {
      return RejectedFolder.isIn(data)
          ? Optional.of(RejectedFolder.read(new RealDisk(), data))
          : Optional.empty();
    } catch (LogFolderUnavailable e) {
      throw new CannotStart(e.getMessage() + ". " + e.remedy(), e);
    }
  }

  int resend(Command.RejectedResend resend) throws CannotStart, ControlUnavailable {
    return ask(Running.find(resend.config(), surroundings.environment()), "resend", resend.which())
        .print(surroundings, resend.json());
  }

  int drop(Command.RejectedDrop drop)
      throws CannotStart, InvalidConfig, ControlUnavailable, InterruptedException {
    Path data = StoredData.folder(drop.data(), drop.config(), surroundings);
    Optional<StoredRejected> stored = read(data);
    RejectedOutcome outcome = new RejectedOutcome();
    Optional<String> holder = holder(data);
    if (holder.isPresent()) {
      ControlClient running = Running.find(drop.config(), surroundings.environment());
      if (!Long.toString(running.pid()).equals(holder.get())) {
        throw new CannotStart(
            "process "
                + holder.get()
                + " uses "
                + data
                + ", and is not the one of this configuration; name its: --config FILE");
      }
      outcome = ask(running, "drop", drop.which());
    } else if (stored.isPresent()) {
      Which.Found found = drop.which().in(stored.get());
      if (found.count() > 0) {
        dropHere(data, buffer(drop), found.found());
      }
      outcome.add("dropped", found.count(), "");
      outcome.addMissing(found.missing());
    } else {
      drop.which().ids().ifPresent(outcome::addMissing);
    }
    return outcome.print(surroundings, drop.json());
  }

  /** The usual one, if only a folder is named. */
  private CressetConfig.Buffer buffer(Command.RejectedDrop drop) throws InvalidConfig {
    return ConfigFile.find(drop.config(), surroundings.environment()).config().general().buffer();
  }

  private static Optional<String> holder(Path data) throws CannotStart {
    try {
      return FolderLock.holder(data);
    } catch (IOException e) {
      throw new CannotStart(
          data + " cannot be looked at; run this as the user that it belongs to", e);
    }
  }

  /** Nobody else has the folder. */
  private void dropHere(Path data, CressetConfig.Buffer buffer, Ids ids)
      throws CannotStart, InterruptedException {
    RealDisk disk = new RealDisk();
    System.Logger logger = System.getLogger("cresset");
    RejectedLog.Place place =
        new RejectedLog.Place() {
          @Override
          public DurableLog open() throws LogFolderUnavailable {
            return RejectedFolder.open(
                disk, data, buffer.rejected().maxBytes(), surroundings.time(), logger);
          }

          @Override
          public StoredRejected read() throws LogFolderUnavailable {
            return RejectedFolder.read(disk, data);
          }
        };
    long pid = ProcessHandle.current().pid();
    try (FolderLock _ = FolderLock.take(disk, data, pid, logger);
        RejectedLog log = new RejectedLog(place, surroundings.time(), logger)) {
      if (!log.gone(ids)) {
        throw new CannotStart("nothing is dropped: the disk of " + data + " does not take it");
      }
    } catch (LogFolderUnavailable e) {
      throw new CannotStart(e.getMessage() + ". " + e.remedy(), e);
    }
  }

  private static RejectedOutcome ask(ControlClient running, String what, Which which)
      throws CannotStart, ControlUnavailable {
    RejectedOutcome outcome = new RejectedOutcome();
    List<String> queries = new ArrayList<>();
    which.ids().ifPresent(ids -> pieces(ids).forEach(some -> queries.add("?ids=" + some)));
    which
        .sink()
        .ifPresent(sink -> queries.add("?sink=" + URLEncoder.encode(sink, StandardCharsets.UTF_8)));
    for (String query : queries.isEmpty() ? List.of("") : queries) {
      ControlClient.Reply reply = running.ask("POST", "/-/rejected/" + what + query);
      if (reply.status() != 200) {
        throw new CannotStart(reply.text().strip());
      }
      reply.text().lines().forEach(outcome::read);
    }
    return outcome;
  }

  /** Of a length that fits a request's line. */
  private static List<String> pieces(Ids ids) {
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < ids.ranges().size(); from += RANGES_AT_ONCE) {
      int to = Math.min(from + RANGES_AT_ONCE, ids.ranges().size());
      pieces.add(new Ids(ids.ranges().subList(from, to)).toString());
    }
    return pieces;
  }

  private boolean complete(Ids missing) {
    if (missing.ranges().isEmpty()) {
      return true;
    }
    surroundings.err().println("cresset: nothing with the id " + missing + " is set aside");
    return false;
  }
}
