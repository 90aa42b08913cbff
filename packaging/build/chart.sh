# Sourced by ./package: the Helm chart, in the format of chart repositories.
# shellcheck shell=bash disable=SC2154 # root, work and the others are the caller's

package_chart() {
  mkdir -p "$work/chart"
  cp -R "$root/charts/sluice" "$work/chart/sluice"
  archive_of "$work/chart" sluice | gzip -9n >"$output/sluice-chart-$version.tgz"
}
