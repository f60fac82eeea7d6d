package io.cresset.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cresset.app.cli.Command.Completion.Shell;
import io.cresset.testkit.PeerProcess;
import io.cresset.testkit.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion, by the shells themselves. */
class CompletionTest {
  private static final List<String> KINDS = List.of("node", "syslog");

  @TempDir Path folder;

  /** Line up to the cursor, and what bash offers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'cresset che'                      | check
          'cresset '                         | check collect completion config help log reload run status tap version
          'cresset log '                     | dump inspect rejected verify
          'cresset log v'                    | verify
          'cresset log rejected '            | drop list resend show
          'cresset log rejected drop --'     | --all --config --data --help --json --sink
          '/opt/cresset/cresset log v'       | verify
          'cresset log dump --f'             | --from
          'cresset log dump --from 3 --l'    | --limit --log
          'cresset log dump --log '          | logs metrics rejected
          'cresset log dump --log=m'         | metrics
          'cresset log dump --from '         | ''
          'cresset collect '                 | node syslog
          'cresset collect s'                | syslog
          'cresset --config a.yaml co'       | collect completion config
          'cresset run --config a'           | a file.yaml a-folder
          'cresset run --config=a'           | a file.yaml a-folder
          'cresset log inspect --data a'     | a-folder
          'cresset help co'                  | collect completion config
          'cresset completion '              | bash zsh
          'cresset -'                        | --config --help --version
          """)
  void bash(String line, String offered) throws Exception {
    Files.writeString(folder.resolve("a file.yaml"), "");
    Files.createDirectory(folder.resolve("a-folder"));
    Path script = folder.resolve(".completion");
    Files.writeString(
        script,
        Completion.script(Shell.BASH, KINDS)
            + """

            compopt() { :; } # it may be called by the shell's own completion only
            # What readline does before it calls the function.
            line=$1
            read -ra COMP_WORDS <<<"${line//=/ = }"
            [[ $line != *' ' ]] || COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            complete -p cresset | grep -q -- '-F _cresset cresset' || exit 1
            _cresset
            echo "offered: $(printf '%s\\n' "${COMPREPLY[@]}" | LC_ALL=C sort | paste -sd ' ')"
            """);
    assertThat(run("bash", "--norc", script.toString(), line).strip())
        .isEqualTo(("offered: " + offered).strip());
  }

  /** Keys typed at a real prompt, and the line that they make. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'cresset che'                      | 'cresset check '
          'cresset log v'                    | 'cresset log verify '
          'cresset log dump --fr'            | 'cresset log dump --from '
          'cresset log dump --log m'         | 'cresset log dump --log metrics '
          'cresset log dump --log=m'         | 'cresset log dump --log=metrics '
          'cresset collect s'                | 'cresset collect syslog '
          'cresset run --config on'          | 'cresset run --config only.yaml '
          """)
  void zsh(String typed, String line) throws Exception {
    Path zsh = Peers.require("zsh");
    Files.writeString(folder.resolve("only.yaml"), "");
    Files.writeString(folder.resolve("completion"), Completion.script(Shell.ZSH, KINDS));
    Path script = folder.resolve("type.zsh");
    Files.writeString(
        script,
        """
        zmodload zsh/zpty
        cd ${0:h}
        zpty shell "TERM=dumb $2 -f -i"
        # The marks are taken apart here, so that the echo of this line is not taken for them.
        zpty -w shell 'PS1=; autoload -Uz compinit && compinit -u -d ./dump; source ./completion'
        zpty -w shell 'show() { print -r -- "<"" $BUFFER ""<" }; zle -N show; bindkey "^X" show'
        zpty -w shell 'print "<"" ready ""<"'
        zpty -r -m shell seen '*< ready <*' || exit 1
        zpty -n -w shell "$1"$'\\t'$'\\x18'
        zpty -r -m shell seen '*< * <*' || exit 1
        print -r -- "$seen"
        zpty -d shell
        """);
    assertThat(run(zsh.toString(), "-f", script.toString(), typed, zsh.toString()))
        .contains("< " + line + " <");
  }

  @Test
  void theScriptSaysHowItIsUsed() {
    assertThat(Completion.script(Shell.BASH, KINDS)).contains("source <(cresset completion bash)");
    assertThat(Completion.script(Shell.ZSH, KINDS)).startsWith("#compdef cresset\n");
  }

  private String run(String... command) throws Exception {
    try (PeerProcess process = PeerProcess.start(folder, Map.of(), List.of(command))) {
      assertThat(process.process().waitFor(60, TimeUnit.SECONDS)).as("ends by itself").isTrue();
      assertThat(process.process().exitValue()).as(process.output()).isZero();
      return process.output();
    }
  }
}
