package io.cresset.collectors.node.system;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.nio.file.Path;

/** Where {@code runit} finds its services. */
public record RunitOptions(
    @Doc("The folder with a folder for each service.") @Default("/etc/service") Path servicedir) {}
