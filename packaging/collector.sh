# Sourced by the scripts that run the gateway, also by those of the packages: which collector its
# JVM uses. docs/decisions.md has the reasons.
# shellcheck shell=sh

# Prints the memory that the machine or the container has.
memory_kib() {
  kib=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo 2>/dev/null) || kib=0
  for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    limit=$(cat "$file" 2>/dev/null) || continue
    # Not a number where there is no limit; a huge one in the older kind of control groups.
    case $limit in
      *[!0-9]* | '' | ??????????????????*) continue ;;
    esac
    if [ $((limit / 1024)) -lt "$kib" ]; then
      kib=$((limit / 1024))
    fi
  done
  echo "${kib:-0}"
}

# Prints options, one a line, or nothing where the JVM is to choose.
#
# With few cores a collector that works beside the gateway takes from it what it gains, and much
# memory. With more, the JVM chooses, as it does where JAVA_OPTS names one: it accepts only one.
collector_options() {
  [ "$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)" -le 2 ] || return 0
  case " ${JAVA_OPTS:-} " in
    *" -XX:+Use"*GC" "*) return 0 ;;
  esac
  echo -XX:+UseSerialGC
  # It takes all memory that it may have before it collects what is old. Where half of the memory
  # is more than this, this is enough for ten million series.
  if [ "$(memory_kib)" -gt 4194304 ]; then
    echo -Xmx2g
  fi
}
