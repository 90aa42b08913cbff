# Sourced by the scripts that run the gateway: the options of its JVM. JAVA_OPTS overrides them;
# docs/decisions.md says why they are as they are.
# shellcheck shell=bash disable=SC2034 # used by those who source it

JVM_OPTIONS=(
  -XX:+UseCompactObjectHeaders
  -XX:MaxRAMPercentage=50
  --sun-misc-unsafe-memory-access=allow
  -XX:+ExitOnOutOfMemoryError
)

# The memory that the machine or the container has.
memory_kib() {
  local limit kib
  kib=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo 2>/dev/null) || kib=0
  for limit in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    limit=$(cat "$limit" 2>/dev/null) || continue
    if [[ "$limit" =~ ^[0-9]{1,17}$ ]] && ((limit / 1024 < kib)); then
      kib=$((limit / 1024))
    fi
  done
  echo "${kib:-0}"
}

# With few cores a collector that works beside the gateway takes from it what it gains, and much
# memory. With more, the JVM chooses, as it does where JAVA_OPTS names one: it accepts only one.
if (($(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN) <= 2)) \
    && [[ " ${JAVA_OPTS:-}" != *" -XX:+Use"*GC* ]]; then
  JVM_OPTIONS+=(-XX:+UseSerialGC)
  # It takes all memory that it may have before it collects what is old. Where half of the memory is
  # more than this, this is enough for ten million series.
  if (($(memory_kib) > 4 * 1024 * 1024)); then
    JVM_OPTIONS+=(-Xmx2g)
  fi
fi
