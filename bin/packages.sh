# Sourced by the scripts in the root: installs Debian packages if that is permitted.
# shellcheck shell=bash

is_installed() {
  [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Prints the packages among the arguments that are not installed.
missing_of() {
  local package
  for package in "$@"; do
    is_installed "$package" || echo "$package"
  done
}

# Installing a package must not start its server: without systemd, the run level prevents it; with
# systemd, the server is stopped and disabled.
install_packages() {
  local name=${0##*/}
  local command=(env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    apt-get -qq -o Acquire::Retries=5 install -y --no-install-recommends "$@")
  echo "$name: installing $*"
  "${command[@]}" >/dev/null 2>&1 </dev/null \
    || { apt-get -qq -o Acquire::Retries=5 update </dev/null && "${command[@]}" >/dev/null </dev/null; } \
    || echo "$name: could not install all of: $*" >&2
  if [[ -d /run/systemd/system ]]; then
    local package
    for package in "$@"; do
      case $package in
        prometheus | prometheus-pushgateway | nginx-light)
          systemctl disable --now "${package%-light}" 2>/dev/null || true
          ;;
      esac
    done
  fi
}
