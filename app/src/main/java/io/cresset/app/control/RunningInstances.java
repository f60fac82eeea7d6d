package io.cresset.app.control;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The programs that run here and have left a control file that this user may read. */
final class RunningInstances {
  private final List<Found> found = new ArrayList<>();
  private final List<String> hidden = new ArrayList<>();

  private RunningInstances() {}

  /** One of them, and where it was read. */
  record Found(Path file, Instance instance) {
    int port() {
      return instance.url().getPort();
    }
  }

  static RunningInstances in(ControlPlaces places) {
    RunningInstances running = new RunningInstances();
    for (ControlPlaces.Place place : places.places()) {
      running.look(place.control(), places.uid());
    }
    running.found.sort(Comparator.comparingInt(Found::port));
    return running;
  }

  private void look(Path folder, long uid) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      // Root reads those of everybody; anybody else believes only what is his own.
      if (uid != 0 && OwnFolder.owner(folder) != uid) {
        throw new AccessDeniedException(folder.toString());
      }
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[0-9]*")) {
        for (Path file : files) {
          add(file);
        }
      }
    } catch (AccessDeniedException _) {
      hidden.add(folder + " (of user " + owner(folder) + ")");
    } catch (IOException _) {
      // It went while it was looked at, and with it the program.
      return;
    }
  }

  private void add(Path file) {
    try {
      Instance instance = Instance.read(file);
      if (instance.alive()) {
        found.add(new Found(file, instance));
      }
    } catch (AccessDeniedException _) {
      hidden.add(file + " (of user " + owner(file) + ")");
    } catch (IOException _) {
      // Removed meanwhile, or no control file: no running program either way.
      return;
    }
  }

  private static String owner(Path file) {
    try {
      return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
    } catch (IOException _) {
      return "unknown";
    }
  }

  /**
   * @param port of the one that is meant; empty for the only one
   */
  Found pick(OptionalInt port) throws ControlUnavailable {
    List<Found> meant =
        found.stream().filter(one -> port.isEmpty() || one.port() == port.getAsInt()).toList();
    if (meant.size() == 1) {
      return meant.getFirst();
    }
    String ports =
        found.stream().map(one -> Integer.toString(one.port())).collect(Collectors.joining(", "));
    if (!meant.isEmpty() && port.isPresent()) {
      // Listening on two addresses with one port: nothing here tells them apart.
      return meant.getFirst();
    }
    if (!meant.isEmpty()) {
      throw new ControlUnavailable(
          "several Cresset run here, with the web ports "
              + ports
              + "; say which one by its configuration: --config FILE");
    }
    if (!found.isEmpty()) {
      throw new ControlUnavailable(
          "no Cresset with the web port "
              + port.getAsInt()
              + " of this configuration runs here, but one with "
              + ports
              + "; name its configuration: --config FILE");
    }
    if (!hidden.isEmpty()) {
      throw new ControlUnavailable(
          "another user's Cresset can be asked only by that user or root: "
              + String.join(", ", hidden)
              + " cannot be read; run this as that user");
    }
    throw new ControlUnavailable("no Cresset runs here for this user; start one: cresset run");
  }
}
