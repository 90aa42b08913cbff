# Sourced by ./package: the program that all packages have in common, and its runtime.
# shellcheck shell=bash disable=SC2154 # root, work and the others are the caller's

# The modules that the gateway needs: TLS with all usual keys, HTTP/2, JFR, and the support of jcmd
# and similar tools. Logback is configured in code, so java.xml, a twelfth of the whole archive, is
# not needed.
MODULES=java.base,java.logging,java.naming,jdk.jfr,jdk.management,jdk.unsupported,jdk.jcmd

# Builds the jar in a copy of the files known to git, so that it contains nothing from earlier
# builds; puts the program into $work/program, and the program with a runtime into
# $work/self-contained.
build_program() {
  local target=$root/server/target
  if ! $is_built; then
    says "building"
    needs mvn maven
    ask_git "$root"
    mkdir "$work/source"
    (cd "$root" && git ls-files -z --cached --others --exclude-standard | xargs -0 -r ls -d 2>/dev/null \
      | tar -cf - -T -) | tar -xf - -C "$work/source"
    (cd "$work/source" && run_maven -q -pl cluster -am -DskipTests -Dspotless.check.skip=true -Dexec.skip=true \
      -Duser.name=sluice "${VERSION_PROPERTIES[@]+"${VERSION_PROPERTIES[@]}"}" package) >&2
    target=$work/source/server/target
  fi
  [[ -f "$target/sluice.jar" ]] || fail "is not built: $target/sluice.jar"
  [[ -f "$target/bom.json" ]] || fail "no bill of materials; Maven makes none when it is offline"
  stage_program "$target"
  stage_runtime
  bill_of_materials "$target/bom.json" "$work/program" >"$work/bom.json"
  stage_cluster "$target/cluster"
}

# Puts the jars that only cluster nodes need into $work/cluster. The others are in the program.
stage_cluster() {
  local jar
  [[ -f "$1/sluice-cluster.jar" ]] || fail "is not built: $1/sluice-cluster.jar"
  mkdir -p "$work/cluster"
  for jar in "$1"/*.jar; do
    [[ -e "$work/program/lib/${jar##*/}" ]] || cp "$jar" "$work/cluster/"
  done
  chmod -R u=rwX,go=rX "$work/cluster"
  settle "$work/cluster"
}

# Prints the bill of materials of the jars in $work/cluster.
bill_of_the_cluster() {
  (cd "$work/cluster" && sha256sum -- *.jar) | jq -Rn --arg version "$version" --arg time "$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)" '
    {bomFormat: "CycloneDX", specVersion: "1.6", version: 1,
      metadata: {timestamp: $time, component: {type: "application", name: "sluice-cluster", version: $version}},
      components: [inputs | split("  ") | {digest: .[0], jar: .[1]}
        | select(.jar != "sluice-cluster.jar")
        | . + (.jar | capture("^(?<name>.+?)-(?<version>[0-9].*)\\.jar$"))
        | {type: "library", group: "org.apache.ratis", name, version,
            purl: ("pkg:maven/org.apache.ratis/" + .name + "@" + .version + "?type=jar"),
            hashes: [{alg: "SHA-256", content: .digest}]}]}'
}

stage_program() {
  local program=$work/program
  mkdir -p "$program/lib"
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$root/packaging/build/StoreJars.java" \
    "$1/sluice.jar" "$program" "$1"/lib/*.jar "$program/lib"
  cp "$root/packaging/"{sluice,jvm.options,collector.sh} "$root/LICENSE" "$program/"
  chmod -R u=rwX,go=rX "$program"
  settle "$program"
}

stage_runtime() {
  local home=$work/self-contained
  says "runtime"
  cp -a "$work/program" "$home"
  "$JAVA_HOME/bin/jlink" --add-modules "$MODULES" --compress zip-0 --strip-java-debug-attributes \
    --no-header-files --no-man-pages --output "$home/runtime" >&2
  # Removes debugging symbols, and files that are only needed to create runtimes from it.
  find "$home/runtime" -type f \( -name '*.so' -o -path '*/bin/*' -o -name jspawnhelper -o -name jexec \) \
    -exec strip --strip-unneeded {} +
  rm -f "$home/runtime/lib/classlist" "$home/runtime/lib/jrt-fs.jar"
  chmod -R u=rwX,go=rX "$home"
  settle "$home"
  make_class_cache "$home"
  settle "$home"
}

# Makes the class cache from the list of bin/make-class-list and all classes of Sluice. The JVM does
# not use it for jars with another size or time. The same list always gives the same cache.
make_class_cache() {
  local home=$1 call
  # While the JVM makes the cache, it keeps open jars in a HashMap by their inodes. If many of them
  # collide, it resolves this call in HashMap, and the cache contains it. It must not depend on the
  # inodes, so the call is always resolved.
  call=$("$JAVA_HOME/bin/javap" -v java.util.HashMap \
    | sed -n 's/^ *#\([0-9]*\) = Methodref .*HashMap\.treeifyBin:.*/\1/p')
  {
    echo "${call:+@cp java/util/HashMap $call}"
    cat "$root/packaging/classes.lst"
    "$JAVA_HOME/bin/jar" --list --file "$home/sluice.jar" | sed -n 's/\.class$//p'
  } | grep . | sort -u >"$work/classes"
  dump_class_cache "$home"
  # On a busy machine, one in ten caches differs from the others, for an unknown reason. Two equal
  # caches are identical to the others.
  for _ in {1..10}; do
    mv "$home/sluice.jsa" "$work/before.jsa"
    dump_class_cache "$home"
    ! cmp -s "$home/sluice.jsa" "$work/before.jsa" || break
  done
  chmod 644 "$home/sluice.jsa"
}

# The cache can be used in any folder if it was created with a folder name before the jar. That name
# is stored, so it is a relative path.
dump_class_cache() {
  local home=$1
  (cd "$home/.." && "$home/runtime/bin/java" "@$home/jvm.options" -XX:+UseSerialGC -Xmx512m -Xshare:dump \
    -Xlog:disable -XX:SharedClassListFile="$work/classes" -XX:SharedArchiveFile="$home/sluice.jsa" \
    -cp "${home##*/}/sluice.jar") >&2
}

# Prints the bill of materials $1 with the digests of the jars in $2, which are stored and not
# compressed, and with the components in the files $3 and on.
bill_of_materials() {
  local bom=$1 program=$2
  shift 2
  (cd "$program/lib" && sha256sum -- *.jar) | jq -Rn '[inputs | split("  ") | {key: .[1], value: .[0]}] | from_entries' \
    >"$work/digests.json"
  jq --slurpfile digests "$work/digests.json" --slurpfile more <(cat /dev/null "$@") --arg time "$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)" '
    def jar: (.purl | capture("classifier=(?<c>[^&]+)").c // "") as $classifier
      | .name + "-" + .version + (if $classifier == "" then "" else "-" + $classifier end) + ".jar";
    .metadata.timestamp = $time
    | .components = ([.components[] | jar as $name
        | if $digests[0][$name] then .hashes = [{alg: "SHA-256", content: $digests[0][$name]}]
          else error("not in the package: " + $name) end] + $more)' "$bom"
}

# Prints the component of the Java runtime.
runtime_component() {
  local release=$work/self-contained/runtime/release
  jq -n --arg version "$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"$/\1/p' "$JAVA_HOME/release")" \
    --arg vendor "$(sed -n 's/^IMPLEMENTOR="\(.*\)"$/\1/p' "$JAVA_HOME/release")" \
    --arg modules "$(sed -n 's/^MODULES="\(.*\)"$/\1/p' "$release")" \
    '{type: "platform", name: "OpenJDK runtime", version: $version, publisher: $vendor,
      "bom-ref": "openjdk-runtime",
      licenses: [{expression: "GPL-2.0-only WITH Classpath-exception-2.0"}],
      properties: [{name: "modules", value: $modules}]}'
}
