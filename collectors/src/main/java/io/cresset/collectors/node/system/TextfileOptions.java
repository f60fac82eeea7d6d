package io.cresset.collectors.node.system;

import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import java.util.List;

/** Where files with metrics of somebody else's making are. */
public record TextfileOptions(
    @Doc("Folders whose files *.prom are read; a name may have *, ? and [a-z] in it.")
        @Default("[]")
        List<String> directory) {

  public TextfileOptions {
    directory = List.copyOf(directory);
  }
}
