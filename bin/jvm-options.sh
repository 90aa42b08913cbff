# Sourced by the scripts in the root: how the JVM that serves is run. docs/performance.md has the
# measurements behind it; JAVA_OPTS overrides it.
# shellcheck shell=bash disable=SC2034 # used by those who source it

JVM_OPTIONS=(
  -XX:+UseCompactObjectHeaders
  --sun-misc-unsafe-memory-access=allow
)
