# bash completion for sluice-job
# shellcheck shell=bash

_sluice_job() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word index
  local files='--user-file --netrc --token-file --cacert --cert --key --start-time-file --config'
  local flags="$files --gateway --job --label --expect --ttl --start --aggregate --timeout --kill-after
    --push-timeout --spool --strict --dry-run --exit-code --result --start-time --end-time --help --version"
  COMPREPLY=()
  # The command and its arguments follow --.
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    if [[ $word == -- ]]; then
      if ((index == COMP_CWORD - 1)); then
        mapfile -t COMPREPLY < <(compgen -c -- "$current")
      else
        compopt -o default 2>/dev/null
      fi
      return
    fi
  done
  if [[ " $files " == *" $previous "* ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  elif [[ $previous == --spool ]]; then
    mapfile -t COMPREPLY < <(compgen -d -- "$current")
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$current")
  elif ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W report -- "$current")
  fi
}
complete -F _sluice_job sluice-job
