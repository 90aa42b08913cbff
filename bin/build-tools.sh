# Sourced by the scripts in the root: finds a JDK 25 and Maven, and queries git for the version.
# shellcheck shell=bash

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Whether $1 is the home of a JDK 25. Reads its release file, without starting a JVM.
is_jdk_25() {
  [[ -x "$1/bin/javac" && -x "$1/bin/java" ]] || return 1
  if [[ -r "$1/release" ]]; then
    grep -Eq '^JAVA_VERSION="25([."+-]|$)' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | grep -Eq 'version "25([."+-]|$)'
  fi
}

# The home of the java on the PATH, with all symbolic links resolved; nothing if there is none.
java_on_path() {
  local java link
  java=$(command -v java) || return 0
  while [[ -L "$java" ]]; do
    link=$(readlink "$java")
    [[ "$link" == /* ]] || link="$(dirname "$java")/$link"
    java=$link
  done
  dirname "$(dirname "$java")"
}

# Sets JAVA_HOME to a JDK 25: the given JAVA_HOME, the java on the PATH, or one from the usual
# folders. Ends the script if there is none.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" "$(java_on_path)" /usr/lib/jvm/* /opt/* \
      "${HOME:-/root}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [[ -n "$home" ]] && is_jdk_25 "$home"; then
      export JAVA_HOME=$home
      return
    fi
  done
  fail "no JDK 25 found: install one (for example Eclipse Temurin 25, https://adoptium.net) or set JAVA_HOME"
}

# Runs Maven on JAVA_HOME, without colours and without warnings about its use of old interfaces.
run_maven() {
  command -v mvn >/dev/null || fail "no Maven found: install Maven 3.8 or newer (Debian: apt-get install maven)"
  MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" \
    mvn -B --no-transfer-progress -Dstyle.color=never "$@" </dev/null 2>&1 | sed $'s/\033\\[0\\{0,1\\}m//g'
}

# Sets VERSION_PROPERTIES to git's data about the sources in $1, for the text of --version.
ask_git() {
  local revision branch date
  VERSION_PROPERTIES=()
  revision=$(git -C "$1" describe --always --abbrev=40 --exclude='*' --dirty=-modified 2>/dev/null) || return 0
  branch=$(git -C "$1" rev-parse --abbrev-ref HEAD 2>/dev/null) || return 0
  date=$(git -C "$1" log -1 --format=%cI 2>/dev/null) || return 0
  VERSION_PROPERTIES=("-Dsluice.revision=$revision" "-Dsluice.branch=$branch" "-Dsluice.build-date=$date")
}
