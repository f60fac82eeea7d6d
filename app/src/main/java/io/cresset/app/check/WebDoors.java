package io.cresset.app.check;

import io.cresset.api.check.CertificateDoor;
import io.cresset.api.check.Door;
import io.cresset.api.check.DoorContext;
import io.cresset.api.check.Finding;
import io.cresset.api.check.PathDoor;
import io.cresset.api.check.PortDoor;
import io.cresset.core.config.CressetConfig;
import io.cresset.core.http.ServerTls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The web server's port, and what it shows itself with. */
public record WebDoors(CressetConfig.Web web, DoorContext context) {

  public List<Door> all() {
    List<Door> doors = new ArrayList<>();
    doors.add(PortDoor.tcp(web.listen(), context.key("listen"), context));
    web.tls().ifPresent(files -> doors.add(Door.local("tls", () -> tls(files))));
    return doors;
  }

  private List<Finding> tls(CressetConfig.WebTls files) {
    List<Finding> found = new ArrayList<>();
    found.add(CertificateDoor.look(files.certFile(), "tls.cert_file", context));
    found.add(PathDoor.look(files.keyFile(), "tls.key_file", context));
    files
        .clientCaFile()
        .ifPresent(file -> found.add(PathDoor.look(file, "tls.client_ca_file", context)));
    if (found.stream().noneMatch(one -> one.state() == Finding.State.FAIL)) {
      try {
        ServerTls _ =
            ServerTls.load(
                files.certFile(), files.keyFile(), files.clientCaFile(), System.getLogger("check"));
      } catch (IOException e) {
        found.add(
            Finding.fail(
                "tls",
                String.valueOf(e.getMessage()),
                "put it right, or name another file under " + context.key("tls")));
      }
    }
    return found;
  }
}
