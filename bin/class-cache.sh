# Sourced by the scripts that start the gateway or package it, after build-tools.sh and
# jvm-options.sh, with $root set: the cache of classes and profiles (JEP 514) beside the jar.
# shellcheck shell=bash

jar=$root/server/target/sluice.jar
cache=$root/server/target/sluice.aot

# What the class cache was made for, beside the jar. The JVM itself refuses one that does not fit.
cache_key() {
  cat "$JAVA_HOME/release" 2>/dev/null || echo "$JAVA_HOME"
  # Without the collector, since a cache serves any; unquoted, so that no gap is left.
  # shellcheck disable=SC2048,SC2086
  echo "$jar" ${JVM_OPTIONS[*]/-XX:+UseSerialGC/}
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

# Ends the process $1, which may take its time to write the cache, but not for ever.
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

# Serves a few requests, so that the JVM can store classes and profiles for the starts to come.
make_cache() {
  local log pid port i
  log=$(mktemp)
  "$JAVA_HOME/bin/java" "${JVM_OPTIONS[@]}" "-XX:AOTCacheOutput=$cache.new" -jar "$jar" \
    --web.listen-address=127.0.0.1:0 >"$log" 2>&1 </dev/null &
  pid=$!
  # shellcheck disable=SC2064 # this very process
  trap "kill -KILL $pid 2>/dev/null; rm -f '$log'" EXIT
  port=$(await_port "$pid" "$log")
  for i in {1..20}; do
    [[ -n "$port" ]] || break
    request "$port" PUT "/metrics/job/training/instance/$i" $'# TYPE training_value gauge\ntraining_value{a="b"} 1.5\n'
    request "$port" POST /metrics/job/training $'# TYPE training_total counter\ntraining_total 2\n'
    request "$port" GET /metrics
    request "$port" GET /api/v1/metrics
    request "$port" GET /api/v1/status
    request "$port" GET /
    request "$port" DELETE "/metrics/job/training/instance/$i"
  done
  end_training "$pid"
  trap - EXIT
  rm -f "$log"
  mv -f "$cache.new" "$cache" 2>/dev/null || true
}

# Makes the class cache, unless there is one for this jar and this JVM, or was one attempt.
ensure_cache() {
  local key
  [[ -w "$root/server/target" ]] || return 0
  key=$(cache_key)
  if [[ "$cache.key" -nt "$jar" && "$(cat "$cache.key")" == "$key" ]]; then
    return
  fi
  echo "${0##*/}: preparing faster starts ..." >&2
  rm -f "$cache" "$cache.new"
  make_cache
  printf '%s\n' "$key" >"$cache.key"
}
