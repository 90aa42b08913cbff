# Sourced by the scripts that start the gateway or package it, after build-tools.sh and
# jvm-options.sh, with $root set: the cache of classes and profiles (JEP 514) next to the jar.
# shellcheck shell=bash

jar=$root/server/target/sluice.jar
cache=$root/server/target/sluice.aot

# A cache contains machine code, which the JVM does not check against the processor: a cache from a
# newer processor ends the gateway with SIGILL on an older one. Without the adapters, it contains no
# machine code.
TRAINING_OPTIONS=(-XX:+UnlockDiagnosticVMOptions -XX:-AOTAdapterCaching)

# The properties that the class cache depends on, stored next to the jar. The JVM refuses a cache of
# another JVM or with other options, but does not check the jars: it always runs the cached classes.
cache_key() {
  cat "$JAVA_HOME/release" 2>/dev/null || echo "$JAVA_HOME"
  # Without the options for the collector and its heap, because a cache works with any of them.
  cat "$root/packaging/jvm.options"
  echo "${TRAINING_OPTIONS[@]}"
  file_states "$jar" "$root/server/target/lib/"*
}

# Prints the names, sizes and times of the files, including the times of the inodes, because a file
# may be replaced by one with the same size and time.
file_states() {
  case $OSTYPE in
    linux*) stat -L -c '%n %s %.9Y %.9Z' "$@" ;;
    *) stat -L -f '%N %z %Fm %Fc' "$@" ;;
  esac 2>/dev/null || true
}

# Sends one request to the gateway on port $1 and reads the answer.
request() {
  local port=$1 method=$2 path=$3 body=${4:-}
  (
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s' \
      "$method" "$path" "${#body}" "$body" >&3
    while IFS= read -r -t 5 _ <&3; do :; done
  ) 2>/dev/null || true
}

# Waits until the gateway with process id $1 has written its port into the log $2, and prints it.
await_port() {
  local pid=$1 log=$2 port
  for _ in {1..100}; do
    port=$(sed -n 's/.*msg="Listening on".* address=127\.0\.0\.1:\([0-9]*\).*/\1/p' "$log" | head -n 1)
    if [[ -n "$port" ]]; then
      echo "$port"
      return
    fi
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
}

# Ends the process $1, which may need some time to write the cache, with a limit.
end_training() {
  local pid=$1
  kill -TERM "$pid" 2>/dev/null || true
  for _ in {1..600}; do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

# The typical requests to a gateway on port $1 in its first minutes.
train() {
  local port=$1 i
  for i in {1..20}; do
    request "$port" PUT "/metrics/job/training/instance/$i" $'# TYPE training_value gauge\ntraining_value{a="b"} 1.5\n'
    request "$port" POST /metrics/job/training $'# TYPE training_total counter\ntraining_total 2\n'
    request "$port" GET /metrics
    request "$port" GET /api/v1/metrics
    request "$port" GET /api/v1/status
    request "$port" GET /
    request "$port" DELETE "/metrics/job/training/instance/$i"
  done
}

# Serves a few requests, so that the JVM can store classes and profiles for later starts in the file
# $1.
make_cache() {
  local new=$1 log pid port
  log=$(mktemp)
  "$JAVA_HOME/bin/java" "${JVM_OPTIONS[@]}" "${TRAINING_OPTIONS[@]}" \
    "-XX:AOTCacheOutput=$new" -jar "$jar" --web.listen-address=127.0.0.1:0 >"$log" 2>&1 </dev/null &
  pid=$!
  # shellcheck disable=SC2064 # this process
  trap "kill -KILL $pid 2>/dev/null; rm -f '$log'" EXIT
  port=$(await_port "$pid" "$log")
  [[ -z "$port" ]] || train "$port"
  end_training "$pid"
  trap - EXIT
  rm -f "$log"
}

# Creates the class cache, unless there is one for these jars and this JVM, or one attempt has
# failed. Other caches are not used: they would run old code.
ensure_cache() {
  local key new=$cache.$$
  key=$(cache_key)
  if [[ -f "$cache.key" && "$(cat "$cache.key")" == "$key" ]]; then
    return
  fi
  if [[ ! -w "$root/server/target" ]]; then
    cache=
    return
  fi
  echo "${0##*/}: preparing faster starts ..." >&2
  rm -f "$cache" "$cache.key"
  make_cache "$new"
  # Only if the jars have not changed meanwhile.
  if [[ "$(cache_key)" == "$key" ]]; then
    mv -f "$new" "$cache" 2>/dev/null || true
    printf '%s\n' "$key" >"$cache.key"
  fi
  rm -f "$new"
}
