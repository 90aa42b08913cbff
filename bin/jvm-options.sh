# Sourced by the scripts that run the gateway: the options of its JVM. JAVA_OPTS overrides them;
# docs/decisions.md says why they are as they are.
# shellcheck shell=bash disable=SC2034 # used by those who source it

JVM_OPTIONS=(
  -XX:+UseCompactObjectHeaders
  -XX:MaxRAMPercentage=50
  --sun-misc-unsafe-memory-access=allow
  -XX:+ExitOnOutOfMemoryError
)

# With few cores a collector that works beside the gateway takes from it what it gains, and much
# memory. With more, the JVM chooses, as it does where JAVA_OPTS names one: it accepts only one.
if (($(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN) <= 2)) \
    && [[ " ${JAVA_OPTS:-}" != *" -XX:+Use"*GC* ]]; then
  JVM_OPTIONS+=(-XX:+UseSerialGC)
fi
