package io.cresset.collectors.parse.extract;

import io.cresset.api.config.DataSize;
import io.cresset.api.config.Default;
import io.cresset.api.config.Doc;
import io.cresset.collectors.pattern.LinearPattern;
import java.util.Optional;

/** The step's options. */
public record ExtractConfig(
    @Doc("An RE2 pattern; what a group (?P<name>...) matches becomes the attribute of that name.")
        LinearPattern pattern,
    @Doc("The attribute that is looked at. Left out: the body.") Optional<String> field,
    @Doc("Stands before each name, such as http. for http.status.") @Default("") String prefix,
    @Doc("The group that has the severity, as a word or number.") Optional<String> severity,
    @Doc("No more of the text than this is looked at.") @Default("16KiB") DataSize maxBodyBytes) {
  private static final long MOST_BYTES = 256 * 1024;

  public ExtractConfig {
    if (pattern.groups().isEmpty()) {
      throw new IllegalArgumentException(
          "pattern has no group with a name; write (?P<name>...) around what is to become an"
              + " attribute");
    }
    if (severity.isPresent()
        && pattern.groups().stream().noneMatch(group -> group.name().equals(severity.get()))) {
      throw new IllegalArgumentException(
          "severity is '"
              + severity.get()
              + "', and pattern has no group of that name; write one of "
              + pattern.groups().stream().map(LinearPattern.Group::name).toList());
    }
    if (maxBodyBytes.bytes() < 1 || maxBodyBytes.bytes() > MOST_BYTES) {
      throw new IllegalArgumentException(
          "max_body_bytes is " + maxBodyBytes + "; choose up to 256KiB");
    }
  }
}
