#!/bin/sh
# Starts Grafana with the dashboards of the packs that run (WELLHEAD_PACKS, with commas between them) and of Wellhead itself: those of
# other packs would ask for tables that are not there. Arguments: what to run; default: the start of Grafana's own image.
set -eu
from=${GF_PATHS_PROVISIONING:-/etc/grafana/provisioning}
to=${TMPDIR:-/tmp}/wellhead-provisioning
packs=$(printf ',operations,%s,' "${WELLHEAD_PACKS:-retail-sales}" | tr -d ' ')
rm -rf "$to"
cp -R "$from" "$to"
awk -v packs="$packs" '/^[^ ]/ { keep = 1 } /^  - name: wellhead / { keep = index(packs, "," $4 ",") } keep' \
  "$from/dashboards/wellhead.yaml" > "$to/dashboards/wellhead.yaml"
for folder in "$to"/dashboards/*/; do
  case "$packs" in
    *",$(basename "$folder"),"*) ;;
    *) rm -r "$folder" ;;
  esac
done
# Channels that Grafana itself tells of alerts, where all that they need is set.
for channel in "$to"/own-grafana/channels/*.yaml; do
  all=yes
  for variable in $(grep -o '${[A-Z_]*}' "$channel" | tr -d '${}'); do
    [ -n "$(printenv "$variable" || true)" ] || all=no
  done
  [ "$all" = no ] || sed 's/^/      /' "$channel" >> "$to/alerting/wellhead-contact-points.yaml"
done
export GF_PATHS_PROVISIONING="$to"
[ $# -gt 0 ] || set -- /run.sh
exec "$@"
