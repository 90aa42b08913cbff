# Sourced by ./package: the images, built without an engine. Each is one archive that is both an OCI
# layout and a Docker archive: podman, skopeo, containerd and docker can load it.
# shellcheck shell=bash disable=SC2154 # root, work and the others are the caller's

# The Debian release of the C library.
SUITE=bookworm

package_image() {
  local launcher=$work/launcher base=$work/base-${SUITE}
  needs mmdebstrap mmdebstrap
  needs gcc gcc
  ((EUID == 0)) || fail "images have files of several users: has to be run as root"
  says "image: base"
  base_root "$base" libc6
  base_root "$base-debug" libc6,busybox-static
  ln -s busybox "$base-debug/bin/sh"
  local applet
  for applet in cat cp date df env id kill ls ps sleep top vi wget; do
    ln -s busybox "$base-debug/bin/$applet"
  done
  # For init containers that copy it into the pods of jobs.
  install -D -m 755 "$root/bin/sluice-job" "$base-debug/usr/bin/sluice-job"
  program_layers "$launcher"
  image "$base" ""
  image "$base-debug" -debug
  cp -a "$work/cluster" "$launcher/usr/lib/sluice-pushgateway/cluster"
  image "$base" -cluster
}

# Makes a root with the Debian packages $2, without files that are not needed to run a program.
base_root() {
  local folder=$1
  mkdir -p "$folder"
  mmdebstrap --quiet --variant=extract --mode=root --arch="$arch" --include="$2" --skip=output/dev,cleanup/apt --format=tar \
    --aptopt='Acquire::Retries "5"' \
    --dpkgopt='path-exclude=/usr/share/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/lib/*/gconv/*' "$SUITE" - 2>"$work/mmdebstrap.log" | tar -xp -C "$folder" \
    || fail "no base root: $(cat "$work/mmdebstrap.log")"
  # The list of packages in the image, for scanners.
  local deb
  mkdir -p "$work/status.d"
  for deb in "$folder"/var/cache/apt/archives/*.deb; do
    dpkg-deb -f "$deb" >"$work/status.d/$(dpkg-deb -f "$deb" Package)"
  done
  (cd "$folder" && rm -rf var etc boot home media mnt opt srv run root tmp usr/games usr/include usr/local usr/src)
  mkdir -p "$folder"/{bin,etc,tmp,dev,proc,sys,data,pushgateway,var/lib/dpkg}
  mv "$work/status.d" "$folder/var/lib/dpkg/status.d"
  chmod 1777 "$folder/tmp"
  chown 65534:65534 "$folder/data" "$folder/pushgateway"
  printf 'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n' >"$folder/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$folder/etc/group"
  printf 'hosts: files dns\n' >"$folder/etc/nsswitch.conf"
}

# Makes the layers above the base: a layer for the runtime, one for the program and one for its
# cache, because most changes do not affect the first one.
program_layers() {
  local home=$1/usr/lib/sluice-pushgateway
  mkdir -p "$home" "$1/bin"
  cp -a "$work/self-contained/." "$home/"
  rm "$home/sluice" "$home/collector.sh"
  native_launcher "$home"
  ln -s ../usr/lib/sluice-pushgateway/bin/pushgateway "$1/bin/pushgateway"
  gcc -Os -s -Wall -Wextra -Werror -Wl,--build-id=none -o "$1/bin/health" "$root/packaging/health.c"
}

# The image contains no shell, so the launcher cannot be a script: it is that of jpackage, which
# finds the options for the JVM in a file.
native_launcher() {
  local home=$1 app=$work/app
  "$JAVA_HOME/bin/jpackage" --type app-image --name pushgateway --input "$work/program" --main-jar sluice.jar \
    --runtime-image "$work/self-contained/runtime" --dest "$app" >&2
  mkdir -p "$home/bin" "$home/lib/app"
  cp "$app/pushgateway/bin/pushgateway" "$home/bin/"
  cp "$app/pushgateway/lib/libapplauncher.so" "$home/lib/"
  strip --strip-unneeded "$home/bin/pushgateway" "$home/lib/libapplauncher.so"
  # The runtime and the jars are in the same places as in all packages.
  cat >"$home/lib/app/pushgateway.cfg" <<CFG
[Application]
app.runtime=\$ROOTDIR/runtime
app.mainjar=\$ROOTDIR/sluice.jar

[JavaOptions]
$(grep -v '^#' "$root/packaging/jvm.options" | sed 's/^/java-options=/')
java-options=-Xlog:cds=off
java-options=-Xlog:aot=off
java-options=-XX:-UsePerfData
java-options=-XX:SharedArchiveFile=\$ROOTDIR/sluice.jsa
CFG
}

# Writes the image based on the root in folder $1, with $2 after its version.
image() {
  local base=$1 suffix=$2 layout=$work/layout$2 home=usr/lib/sluice-pushgateway
  local name=sluice-$version$suffix.linux-$arch
  mkdir -p "$layout/blobs/sha256"
  layers=() diffs=()
  chmod -R go-w,a+rX "$work/launcher"
  add_layer "$layout" "$base" .
  add_layer "$layout" "$work/launcher" "$home/runtime"
  add_layer "$layout" "$work/launcher" bin "$home/bin" "$home/lib" "$home/sluice.jar" "$home/jvm.options" "$home/LICENSE"
  add_layer "$layout" "$work/launcher" "$home/sluice.jsa"
  if [[ -d "$work/launcher/$home/cluster" ]]; then
    add_layer "$layout" "$work/launcher" "$home/cluster"
  fi
  write_manifests "$layout" "$suffix" "$base"
  archive_of "$layout" blobs index.json manifest.json oci-layout >"$output/$name.oci.tar"
  bill_of_materials "$work/bom.json" "$work/program" <(runtime_component) <(debian_components "$base") \
    <(cluster_components "$home") >"$output/$name.cdx.json"
}

cluster_components() {
  if [[ -d "$work/launcher/$1/cluster" ]]; then
    bill_of_the_cluster | jq '.components[]'
  fi
}

# Adds the paths $3 and on below the folder $2 to the layout $1.
add_layer() {
  local layout=$1 folder=$2 digest size
  shift 2
  # With the existing owners, instead of root for all files.
  tar --sort=name --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu -C "$folder" -cf "$work/layer" "$@"
  diffs+=("sha256:$(digest_of "$work/layer")")
  compress <"$work/layer" >"$work/layer.gz"
  size=$(stat -c %s "$work/layer.gz")
  digest=$(put "$layout" "$work/layer.gz")
  layers+=("{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:$digest\",\"size\":$size}")
}

digest_of() {
  sha256sum "$1" | cut -d' ' -f1
}

# Moves the file $2 to the blobs of the layout $1, and prints its digest.
put() {
  local digest
  digest=$(digest_of "$2")
  mv "$2" "$1/blobs/sha256/$digest"
  echo "$digest"
}

write_manifests() {
  local layout=$1 suffix=$2 base=$3 tag=$version$2 created revision libc labels digest size
  created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)
  revision=$(git -C "$root" rev-parse HEAD 2>/dev/null) || revision=unknown
  libc=$(sed -n 's/^Version: //p' "$base/var/lib/dpkg/status.d/libc6")
  labels=$(jq -nc --arg version "$tag" --arg created "$created" --arg revision "$revision" --arg libc "$libc" '{
    "org.opencontainers.image.title": "Sluice",
    "org.opencontainers.image.description": "A push gateway for Prometheus",
    "org.opencontainers.image.version": $version,
    "org.opencontainers.image.revision": $revision,
    "org.opencontainers.image.created": $created,
    "org.opencontainers.image.licenses": "Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0 AND LGPL-2.1-or-later",
    "org.opencontainers.image.documentation": "https://prometheus.io/docs/practices/pushing/",
    "org.opencontainers.image.base.name": ("debian:" + "'"$SUITE"'" + ", libc6 " + $libc)}')
  jq -nc --arg created "$created" --arg arch "$arch" --argjson labels "$labels" '{
    created: $created, architecture: $arch, os: "linux",
    config: {
      User: "65534:65534", ExposedPorts: {"9091/tcp": {}}, Env: ["PATH=/bin:/usr/bin"],
      Entrypoint: ["/bin/pushgateway"], WorkingDir: "/pushgateway", Volumes: {"/data": {}},
      Labels: $labels, StopSignal: "SIGTERM",
      Healthcheck: {Test: ["CMD", "/bin/health"], Interval: 30000000000, Timeout: 5000000000, StartPeriod: 60000000000, Retries: 3}},
    rootfs: {type: "layers", diff_ids: $ARGS.positional},
    history: [$ARGS.positional[] | {created: $created, created_by: "./package image"}]}' --args "${diffs[@]}" >"$work/json"
  size=$(stat -c %s "$work/json")
  digest=$(put "$layout" "$work/json")
  jq -c --arg config "blobs/sha256/$digest" --arg name "localhost/sluice:$tag" -n '[{Config: $config, RepoTags: [$name],
    Layers: [$ARGS.positional[] | fromjson | "blobs/sha256/" + (.digest | ltrimstr("sha256:"))]}]' --args "${layers[@]}" >"$layout/manifest.json"
  jq -nc --arg digest "sha256:$digest" --argjson size "$size" --argjson labels "$labels" '{
    schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: {mediaType: "application/vnd.oci.image.config.v1+json", digest: $digest, size: $size},
    layers: [$ARGS.positional[] | fromjson], annotations: $labels}' --args "${layers[@]}" >"$work/json"
  size=$(stat -c %s "$work/json")
  digest=$(put "$layout" "$work/json")
  jq -nc --arg digest "sha256:$digest" --argjson size "$size" --arg arch "$arch" --arg tag "$tag" '{
    schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [{mediaType: "application/vnd.oci.image.manifest.v1+json", digest: $digest, size: $size,
      platform: {architecture: $arch, os: "linux"},
      annotations: {"org.opencontainers.image.ref.name": $tag, "io.containerd.image.name": ("localhost/sluice:" + $tag)}}]}' >"$layout/index.json"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
}

# Prints a component for each Debian package of the base in folder $1.
debian_components() {
  local file
  for file in "$1"/var/lib/dpkg/status.d/*; do
    jq -n --arg name "$(sed -n 's/^Package: //p' "$file")" --arg version "$(sed -n 's/^Version: //p' "$file")" \
      --arg arch "$(sed -n 's/^Architecture: //p' "$file")" '{
        type: "library", name: $name, version: $version, publisher: "Debian",
        purl: ("pkg:deb/debian/" + $name + "@" + ($version | @uri) + "?arch=" + $arch),
        "bom-ref": ("deb-" + $name)}'
  done
}
