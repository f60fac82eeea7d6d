package io.cresset.app.cli;

import io.cresset.app.cli.Command.Completion.Shell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apache.commons.cli.Option;

/**
 * Writes what a shell reads to complete command lines of this program: one function, from the same
 * tree that reads them. It goes along the words to see which command they have come to, and offers
 * that command's words and options, or what an option's value may be.
 */
public final class Completion {

  private final CommandSpec root = CommandTree.root();
  private final List<CommandSpec> commands = new ArrayList<>();
  private final List<String> collectors;

  private Completion(List<String> collectors) {
    this.collectors = collectors;
    gather(root);
  }

  /**
   * @param collectors words to offer where one names a collector
   */
  public static String script(Shell shell, List<String> collectors) {
    Completion completion = new Completion(collectors);
    return switch (shell) {
      case BASH -> BASH.formatted(completion.steps(), completion.values(shell), completion.bash());
      case ZSH -> ZSH.formatted(completion.steps(), completion.values(shell), completion.zsh());
    };
  }

  private void gather(CommandSpec spec) {
    commands.add(spec);
    spec.commands().stream().sorted(Comparator.comparing(CommandSpec::path)).forEach(this::gather);
  }

  /** Alternatives of a case: the words that lead from one command to another. */
  private String steps() {
    StringJoiner steps = new StringJoiner(" | ");
    for (CommandSpec spec : commands) {
      for (CommandSpec next : spec.commands()) {
        steps.add("'" + spec.path() + ":" + next.name() + "'");
      }
    }
    return steps.toString();
  }

  /** Branches of a case: what may follow an option that takes a value. */
  private String values(Shell shell) {
    Map<String, SequencedSet<String>> namesByAction = new LinkedHashMap<>();
    for (CommandSpec spec : commands) {
      for (Option option : spec.options()) {
        if (option.hasArg()) {
          SequencedSet<String> names =
              namesByAction.computeIfAbsent(action(shell, option), _ -> new LinkedHashSet<>());
          if (option.getOpt() != null) {
            names.add("-" + option.getOpt());
          }
          names.add("--" + option.getLongOpt());
        }
      }
    }
    StringBuilder branches = new StringBuilder();
    namesByAction.forEach(
        (action, names) ->
            branches
                .append("    ")
                .append(String.join(" | ", names))
                .append(") ")
                .append(action)
                .append(" ;;\n"));
    return branches.toString();
  }

  private static String action(Shell shell, Option option) {
    if (option.getConverter() instanceof OneOf<?> few) {
      String words = String.join(" ", few.words());
      return switch (shell) {
        case BASH -> "words='" + words + "'";
        case ZSH -> "compadd -- " + words + "; return";
      };
    }
    boolean folder = option.getLongOpt().equals(CommandOptions.DATA);
    if (!folder && !option.getLongOpt().equals(CommandOptions.CONFIG)) {
      return switch (shell) {
        case BASH -> "return";
        case ZSH -> "_message '" + option.getArgName() + "'; return";
      };
    }
    return switch (shell) {
      case BASH -> "_cresset_files " + (folder ? "-d" : "-f") + "; return";
      case ZSH -> (folder ? "_files -/" : "_files") + "; return";
    };
  }

  /** Branches of a case: the words that a command takes. */
  private String bash() {
    StringBuilder branches = new StringBuilder();
    commands.forEach(
        spec ->
            branches
                .append("    '")
                .append(spec.path())
                .append("') words='")
                .append(String.join(" ", words(spec).keySet()))
                .append("' options='")
                .append(String.join(" ", options(spec).keySet()))
                .append("' ;;\n"));
    return branches.toString();
  }

  private String zsh() {
    StringBuilder branches = new StringBuilder();
    commands.forEach(
        spec ->
            branches
                .append("    '")
                .append(spec.path())
                .append("')\n      words_=(")
                .append(described(words(spec)))
                .append(")\n      options=(")
                .append(described(options(spec)))
                .append(") ;;\n"));
    return branches.toString();
  }

  private static String described(Map<String, String> words) {
    StringJoiner described = new StringJoiner(" ");
    words.forEach(
        (word, text) ->
            described.add("'" + word.replace(":", "\\:") + ":" + text.replace("'", "'\\''") + "'"));
    return described.toString();
  }

  /** What may follow a command, each with what it does. */
  private Map<String, String> words(CommandSpec spec) {
    Map<String, String> words = new TreeMap<>();
    List<CommandSpec> next = spec.path().equals("help") ? root.commands() : spec.commands();
    next.forEach(command -> words.put(command.name(), command.summary()));
    if (spec.path().equals("collect")) {
      collectors.forEach(collector -> words.put(collector, "collector"));
    }
    return words;
  }

  private static Map<String, String> options(CommandSpec spec) {
    Map<String, String> options = new TreeMap<>();
    for (Option option : spec.options()) {
      options.put("--" + option.getLongOpt(), option.getDescription());
    }
    return options;
  }

  private static final String BASH =
      """
      # Completes command lines of cresset in bash. In ~/.bashrc: source <(cresset completion bash)
      _cresset_files() {
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
      }
      _cresset() {
        local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
        local path='' words='' options='' word
        COMPREPLY=()
        # bash makes three words of --option=value.
        if [[ $current == '=' ]]; then
          current=''
        elif [[ $before == '=' ]]; then
          before=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
          case $path:$word in
          %s)
            path=${path:+$path }$word ;;
          esac
        done
        case $before in
      %s    *) ;;
        esac
        if [[ -z $words ]]; then
          case $path in
      %s    esac
        fi
        if [[ $current == -* ]]; then
          words=$options
        fi
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
      }
      complete -F _cresset cresset
      """;

  private static final String ZSH =
      """
      #compdef cresset
      # Completes command lines of cresset in zsh. In ~/.zshrc: source <(cresset completion zsh)
      _cresset() {
        local current=${words[CURRENT]} before=${words[CURRENT-1]} path_='' word
        local -a words_ options
        if [[ $current == --*=* ]]; then
          before=${current%%%%=*}
          compset -P '*='
        fi
        for word in "${(@)words[2,CURRENT-1]}"; do
          case $path_:$word in
          %s)
            path_=${path_:+$path_ }$word ;;
          esac
        done
        case $before in
      %s  esac
        case $path_ in
      %s  esac
        if [[ $current == -* ]]; then
          _describe -o option options
        else
          _describe word words_
        fi
      }
      (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
      compdef _cresset cresset
      if [[ ${funcstack[1]} == _cresset ]]; then
        _cresset "$@"
      fi
      """;
}
