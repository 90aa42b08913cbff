# Pushes the nightly backup with curl: sh backup.sh URL push|add|replace|delete
set -e

group="$1/metrics/job@base64/$(printf 'nightly/db' | base64)/path@base64/$(printf '/var/backups' | base64)/shard@base64/="

case "$2" in
push)
  cat <<'BODY' | curl --silent --show-error --fail-with-body -X PUT --data-binary @- "$group"
# HELP backup_records_total Records saved.\nPer kind.
# TYPE backup_records_total counter
backup_records_total{kind="full \"é\"\\\n."} 1234567
# TYPE backup_size_bytes gauge
# HELP backup_size_bytes Size.
backup_size_bytes 1048576.5
# HELP backup_duration_seconds Duration.
# TYPE backup_duration_seconds histogram
backup_duration_seconds_bucket{le="0.1"} 0
backup_duration_seconds_bucket{le="1"} 1
backup_duration_seconds_bucket{le="10"} 2
backup_duration_seconds_bucket{le="+Inf"} 3
backup_duration_seconds_sum 55.5
backup_duration_seconds_count 3
# HELP backup_file_bytes File sizes.
# TYPE backup_file_bytes summary
backup_file_bytes{quantile="0.5"} 7
backup_file_bytes_sum 16
backup_file_bytes_count 2
BODY
  ;;
add)
  printf '# HELP backup_size_bytes Size.\n# TYPE backup_size_bytes gauge\nbackup_size_bytes 4096\n' |
    curl --silent --show-error --fail-with-body --data-binary @- "$group"
  ;;
replace)
  printf '# HELP backup_size_bytes Size.\n# TYPE backup_size_bytes gauge\nbackup_size_bytes 4096\n' |
    curl --silent --show-error --fail-with-body -X PUT --data-binary @- "$group"
  ;;
delete)
  curl --silent --show-error --fail-with-body -X DELETE "$group"
  ;;
*)
  echo "unknown operation: $2" >&2
  exit 1
  ;;
esac
