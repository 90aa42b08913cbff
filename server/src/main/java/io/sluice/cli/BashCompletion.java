package io.sluice.cli;

import java.util.ArrayList;

/// The output of `--completion-script-bash`: a script for bash that completes flags and commands.
///
/// The script contains the words itself, because running the program for each completion would
/// start a JVM.
final class BashCompletion {
  private BashCompletion() {}

  static String text() {
    var files = new ArrayList<String>();
    var values = new ArrayList<String>();
    var words = new ArrayList<String>();
    for (Flag<?> flag : Flag.shown()) {
      String word = "--" + flag.longName;
      if (flag.kind() == FlagType.Kind.BOOLEAN) {
        words.add(word);
      } else {
        words.add(word + "=");
        (flag.longName.endsWith(".file") ? files : values).add(word);
      }
    }
    var commands = new ArrayList<String>();
    for (Subcommand subcommand : Subcommand.values()) {
      commands.add(subcommand.word());
    }
    return """
        # Completes the command line of sluice in bash.
        _sluice() {
          local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
          if [[ $before == = ]]; then
            before=${COMP_WORDS[COMP_CWORD - 2]}
          fi
          [[ $word != = ]] || word=
          COMPREPLY=()
          case $before in
            %s)
              compopt -o filenames
              mapfile -t COMPREPLY < <(compgen -f -- "$word")
              return
              ;;
            %s)
              return
              ;;
          esac
          if [[ $word == -* ]]; then
            mapfile -t COMPREPLY < <(compgen -W '%s' -- "$word")
            if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
              compopt -o nospace
            fi
          elif ((COMP_CWORD == 1)); then
            mapfile -t COMPREPLY < <(compgen -W '%s' -- "$word")
          else
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
          fi
        }
        complete -F _sluice sluice
        """
        .formatted(
            String.join(" | ", files),
            String.join(" | ", values),
            String.join(" ", words),
            String.join(" ", commands));
  }
}
