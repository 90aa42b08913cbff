# Sourced by ./package: the Debian packages.
# shellcheck shell=bash disable=SC2154 # root, work and the others are the caller's

# Makes a package of the folder $1 from the control file $2.
deb() {
  local stage=$1 control=$2 name
  mkdir -p "$stage/DEBIAN"
  sed "s/@VERSION@/$version-1/g; s/@ARCH@/$arch/; s/@SIZE@/$(installed_size "$stage")/" "$control" >"$stage/DEBIAN/control"
  name=$(sed -n 's/^Package: //p' "$stage/DEBIAN/control")
  (cd "$stage" && find . -path ./DEBIAN -prune -o -type f -printf '%P\n' | sort | xargs -d '\n' md5sum) >"$stage/DEBIAN/md5sums"
  if [[ -d "$stage/etc" ]]; then
    (cd "$stage" && find etc -type f -printf '/%p\n' | sort) >"$stage/DEBIAN/conffiles"
  fi
  chmod -R u+rwX,go+rX,go-w "$stage"
  settle "$stage"
  local compression=(-Zxz -z6)
  if $is_quick; then
    compression=(-Zgzip -z1)
  fi
  dpkg-deb --root-owner-group "${compression[@]}" -b "$stage" \
    "$output/${name}_$version-1_$(sed -n 's/^Architecture: //p' "$stage/DEBIAN/control").deb" >/dev/null
}

# In KiB, each file and folder rounded up to 1 KiB, as specified by the policy.
installed_size() {
  find "$1" -path "$1/DEBIAN" -prune -o \( -type f -printf '%s\n' -o -printf '1\n' \) \
    | awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }'
}

# The files that every package has: $1 is the folder, $2 the name of the package.
stage_documents() {
  local stage=$1 name=$2 doc=$1/usr/share/doc/$2
  mkdir -p "$doc" "$stage/usr/share/lintian/overrides"
  cp "$root/packaging/debian/$name.copyright" "$doc/copyright"
  gzip -9nc "$root/CHANGELOG.md" >"$doc/changelog.gz"
  printf '%s (%s-1) unstable; urgency=medium\n\n  * See changelog.gz.\n\n -- %s  %s\n' "$name" "$version" \
    "$(sed -n 's/^Maintainer: //p' "$root/packaging/debian/$name.control")" \
    "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9nc >"$doc/changelog.Debian.gz"
  cp "$root/packaging/debian/$name.lintian-overrides" "$stage/usr/share/lintian/overrides/$name"
}

package_deb() {
  local stage=$work/deb name=sluice-pushgateway
  needs dpkg-deb dpkg
  mkdir -p "$stage/usr/lib" "$stage/usr/bin" "$stage/usr/sbin" "$stage/usr/lib/systemd/system" \
    "$stage/usr/share/man/man1" "$stage/usr/share/man/man8" \
    "$stage/usr/share/bash-completion/completions" "$stage/etc/default" "$stage/etc/sluice" "$stage/DEBIAN"
  cp -a "$work/self-contained" "$stage/usr/lib/$name"
  rm "$stage/usr/lib/$name/LICENSE"
  ln -s "../lib/$name/sluice" "$stage/usr/bin/$name"
  ln -s "$name" "$stage/usr/bin/pushgateway"
  cp "$root/packaging/debian/takeover" "$stage/usr/sbin/$name-takeover"
  cp "$root/packaging/$name.service" "$root/packaging/$name.socket" "$stage/usr/lib/systemd/system/"
  cp "$root/packaging/debian/sluice.default" "$stage/etc/default/sluice"
  write_manual "$stage/usr/share/man/man1/$name.1" "$name"
  cp "$root/packaging/debian/$name-takeover.8" "$stage/usr/share/man/man8/"
  gzip -9n "$stage"/usr/share/man/man?/*
  ln -s "$name.1.gz" "$stage/usr/share/man/man1/pushgateway.1.gz"
  "$work/self-contained/sluice" --completion-script-bash | sed "s/ sluice\$/ $name pushgateway/" \
    >"$stage/usr/share/bash-completion/completions/$name"
  ln -s "$name" "$stage/usr/share/bash-completion/completions/pushgateway"
  stage_documents "$stage" "$name"
  cp "$root/packaging/debian/"{postinst,prerm,postrm} "$stage/DEBIAN/"
  chmod 755 "$stage/DEBIAN/"{postinst,prerm,postrm} "$stage/usr/sbin/$name-takeover"
  deb "$stage" "$root/packaging/debian/$name.control"
  bill_of_materials "$work/bom.json" "$work/program" <(runtime_component) \
    >"$output/${name}_$version-1_$arch.cdx.json"
}

# The jars that nodes of a cluster need, for the folder of the program.
package_clusterdeb() {
  local stage=$work/clusterdeb name=sluice-pushgateway-cluster
  needs dpkg-deb dpkg
  mkdir -p "$stage/usr/lib/sluice-pushgateway" "$stage/DEBIAN"
  cp -a "$work/cluster" "$stage/usr/lib/sluice-pushgateway/cluster"
  stage_documents "$stage" "$name"
  deb "$stage" "$root/packaging/debian/$name.control"
  bill_of_the_cluster >"$output/${name}_$version-1_all.cdx.json"
}

# The script for jobs, if there is one.
package_job() {
  local stage=$work/job name=sluice-job
  if [[ ! -x "$root/bin/sluice-job" ]]; then
    says "there is no bin/sluice-job"
    return
  fi
  needs dpkg-deb dpkg
  mkdir -p "$stage/usr/bin" "$stage/usr/share/man/man1" "$stage/DEBIAN"
  cp "$root/bin/sluice-job" "$stage/usr/bin/"
  mkdir -p "$stage/usr/share/bash-completion/completions"
  install -m 644 "$root/packaging/sluice-job.bash" "$stage/usr/share/bash-completion/completions/sluice-job"
  if [[ -f "$root/bin/sluice-job.1" ]]; then
    cp "$root/bin/sluice-job.1" "$stage/usr/share/man/man1/"
  else
    help2man -N -n "run a job and push how it went" "$stage/usr/bin/sluice-job" >"$stage/usr/share/man/man1/sluice-job.1"
  fi
  gzip -9n "$stage/usr/share/man/man1/sluice-job.1"
  stage_documents "$stage" "$name"
  mkdir -p "$stage/usr/share/doc/$name/examples"
  cp "$root"/deploy/systemd/* "$root/deploy/kubernetes/job.yaml" "$stage/usr/share/doc/$name/examples/"
  chmod 755 "$stage/usr/bin/sluice-job"
  deb "$stage" "$root/packaging/debian/$name.control"
}
