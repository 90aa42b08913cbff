# Sourced by the scripts that run the gateway, with $root set: the options of its JVM. JAVA_OPTS
# overrides them.
# shellcheck shell=bash disable=SC2034 # used by the scripts that source it

# shellcheck source=packaging/collector.sh
source "$root/packaging/collector.sh"

JVM_OPTIONS=()
while IFS= read -r option; do
  [[ -z "$option" || "$option" == "#"* ]] || JVM_OPTIONS+=("$option")
done < <(cat "$root/packaging/jvm.options" && collector_options)
