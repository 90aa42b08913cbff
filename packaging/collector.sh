# Sourced by the scripts that run the gateway, including those of the packages: selects the
# collector of its JVM. docs/decisions.md contains the reasons.
# shellcheck shell=sh

INITIAL_HEAP_KIB=73728

# Prints the memory of the machine, the container or the unit.
memory_kib() {
  kib=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo 2>/dev/null) || kib=0
  for file in $(memory_limit_files); do
    limit=$(cat "$file" 2>/dev/null) || continue
    # Not a number if there is no limit; a huge number in control groups of version 1.
    case $limit in
      *[!0-9]* | '' | ??????????????????*) continue ;;
    esac
    if [ $((limit / 1024)) -lt "$kib" ]; then
      kib=$((limit / 1024))
    fi
  done
  echo "${kib:-0}"
}

# The limits of this process's control group and of those above it.
memory_limit_files() {
  while IFS=: read -r _ controllers group; do
    case $controllers in
      '') mount=/sys/fs/cgroup name=memory.max ;;
      memory) mount=/sys/fs/cgroup/memory name=memory.limit_in_bytes ;;
      *) continue ;;
    esac
    case $group in
      *[!A-Za-z0-9/._@:-]*) group= ;; # probably a container's, or not usable as a word
    esac
    while true; do
      echo "$mount${group%/}/$name"
      case $group in
        */*) group=${group%/*} ;;
        *) break ;;
      esac
    done
  done 2>/dev/null </proc/self/cgroup || true
}

# Prints options, one per line, or nothing if the JVM should choose.
#
# With few cores, a concurrent collector takes as much time from the gateway as it saves, and a lot
# of memory. With more cores, the JVM chooses, and also if JAVA_OPTS specifies a collector: it
# accepts only one.
collector_options() {
  [ "$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)" -le 2 ] || return 0
  case " ${JAVA_OPTS:-} " in
    *" -XX:+Use"*GC" "*) return 0 ;;
  esac
  echo -XX:+UseSerialGC
  # The gateway requests old collections when they pay off (HeapWatch), which return free memory.
  echo -XX:MinHeapFreeRatio=10
  echo -XX:MaxHeapFreeRatio=25
  echo -XX:-ShrinkHeapInSteps
  # On machines with much memory: a heap never becomes smaller than its initial size, by default a
  # share of the memory. As a percentage, so that a smaller -Xmx is possible. 2 GB are enough for
  # ten million series.
  kib=$(memory_kib)
  [ "$kib" -gt 4194304 ] || return 0
  percent=$((INITIAL_HEAP_KIB * 10000 / kib))
  printf -- '-XX:InitialRAMPercentage=%d.%02d\n' $((percent / 100)) $((percent % 100))
  case " ${JAVA_OPTS:-} " in
    *" -Xm"* | *" -XX:Max"*) ;; # the heap may be smaller than this
    *) echo -XX:NewSize=48m ;;
  esac
  echo -Xmx2g
}
