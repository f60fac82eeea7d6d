package io.cresset.collectors.node.hardware;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.nio.file.Path;
import java.util.Optional;

/** Whether {@code pcidevice} knows the names of devices. */
public record PciDeviceOptions(
    @Doc("Whether devices have their vendor's, their own and their class's name as labels.")
        @Default("false")
        boolean names,
    @Doc(
            "The pci.ids file with those names; if not set, that of /usr/share/misc or"
                + " /usr/share/hwdata.")
        Optional<Path> idsfile) {}
