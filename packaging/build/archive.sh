# Sourced by ./package: the archives, which can be unpacked anywhere.
# shellcheck shell=bash disable=SC2154 # root, work and the others are the caller's

# With a runtime, for this processor.
package_archive() {
  tarball "$work/self-contained" "sluice-$version.linux-$arch"
  bill_of_materials "$work/bom.json" "$work/program" <(runtime_component) \
    >"$output/sluice-$version.linux-$arch.cdx.json"
}

# Without a runtime, for all other processors: needs Java 25.
package_noarch() {
  tarball "$work/program" "sluice-$version.noarch"
  cp "$work/bom.json" "$output/sluice-$version.noarch.cdx.json"
}

# The additional files of cluster nodes, to be unpacked in the folder of the program.
package_cluster() {
  archive_of "$work" cluster | compress >"$output/sluice-cluster-$version.tar.gz"
  bill_of_the_cluster >"$output/sluice-cluster-$version.cdx.json"
}

# Makes the archive $2.tar.gz of the program in $1, including files not needed to run it.
tarball() {
  local home=$1 name=$2 folder=$work/archive
  mkdir -p "$folder"
  cp -al "$home" "$folder/$name"
  write_manual "$folder/$name/sluice.1"
  "$home/sluice" --completion-script-bash >"$folder/$name/sluice.bash"
  cp "$root/packaging/sluice-pushgateway.service" "$root/packaging/sluice-pushgateway.socket" \
    "$root/CHANGELOG.md" "$folder/$name/"
  archive_of "$folder" "$name" | compress >"$output/$name.tar.gz"
  rm -rf "$folder"
}

# Writes the manual page, for the command name $2, to the file $1.
write_manual() {
  local command=${2:-sluice}
  "$work/self-contained/sluice" --help-man \
    | sed "s/^\.TH SLUICE /.TH ${command^^} /; s/^sluice /${command//-/\\\\-} /; s/^\.B sluice/.B ${command//-/\\\\-}/" >"$1"
}
