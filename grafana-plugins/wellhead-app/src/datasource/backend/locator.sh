#!/bin/sh
# The locator: the executable of the data source where its backend runs elsewhere, in a container or in the one process of `npm start`.
# It tells Grafana where that is, stays while it is there, and ends when it is gone: Grafana then starts it again and resolves the name anew.
#
# Where, the first that is given: the file backend.address beside this one (host:port), GF_PLUGIN_ADDRESS (in grafana.ini:
# [plugin.wellhead-datasource] address = host:port), 127.0.0.1:8091.
# POSIX sh, no commands but sleep and, to look at the port, the first of nc, wget, curl and bash that sees it; without any it just stays.

PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
LOOK_EVERY_SECONDS=${GF_PLUGIN_LOOK_EVERY_SECONDS:-2}

say() { # level, message: a line as Grafana's log wants it
  printf '{"@level":"%s","@message":"%s","address":"%s"}\n' "$1" "$2" "$address" >&2
}

if [ "${grafana_plugin_type:-}" != datasource ]; then
  echo "This is a part of a Grafana plugin: Grafana starts it, with grafana_plugin_type=datasource in its environment." \
    "Put the plugin's folder into Grafana's plugin directory instead of running it." >&2
  exit 1
fi

here=${0%/*}
[ "$here" = "$0" ] && here=.
address=
if [ -r "$here/backend.address" ]; then
  # A last line without a line end is read as well, though read then fails.
  read -r address <"$here/backend.address" || :
  address=${address%"$(printf '\r')"}
  address=${address%"${address##*[! ]}"}
fi
address=${address:-${GF_PLUGIN_ADDRESS:-127.0.0.1:8091}}

host=${address%:*}
port=${address##*:}
case "$address" in *[!0-9A-Za-z.:_%[\]-]* | :*) port= ;; esac
case "$port" in '' | *[!0-9]* | "$address")
  echo "The address of Wellhead's backend is \"$address\"; expected host:port, such as backend:8091." \
    "Correct $here/backend.address, or address in the section [plugin.wellhead-datasource] of grafana.ini." >&2
  exit 1
  ;;
esac
bare_host=${host#[}
bare_host=${bare_host%]}

trap 'exit 0' TERM INT HUP

# At once, even while the backend is down: Grafana never retries a first start that failed, and its connection waits for the backend.
printf '1|2|tcp|%s|grpc\n' "$address"

seen_by() { # checker: succeeds when it sees the port open. The backend speaks gRPC, so what a checker of HTTP is answered does not matter.
  command -v "$1" >/dev/null 2>&1 || return 1
  case "$1" in
  nc) nc -z -w 2 "$bare_host" "$port" </dev/null >/dev/null 2>&1 ;;
  wget)
    case "$(wget --version 2>&1)" in *GNU*) once='--tries=1 --no-proxy' ;; *) once='-Y off' ;; esac
    # shellcheck disable=SC2086 # two words
    case "$(LC_ALL=C wget $once -T 2 -O /dev/null "http://$address/" 2>&1 </dev/null)" in
    *refused* | *'timed out'* | *resolv* | *'bad address'* | *nreachable* | *'No route'*) return 1 ;;
    esac
    ;;
  curl)
    curl -s -o /dev/null --noproxy '*' --connect-timeout 2 --max-time 3 "http://$address/" </dev/null >/dev/null 2>&1
    case $? in 5 | 6 | 7 | 28) return 1 ;; esac
    ;;
  # shellcheck disable=SC2016 # bash expands it
  bash) bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$bare_host" "$port" </dev/null >/dev/null 2>&1 ;;
  esac
}

pause() { # A child must not hold the pipes that Grafana waits for, and a signal must not wait for the child.
  sleep "$LOOK_EVERY_SECONDS" </dev/null >/dev/null 2>&1 &
  wait $!
}

checker=
misses=0
while kill -0 "$PPID" 2>/dev/null; do
  if [ -z "$checker" ]; then
    for candidate in nc wget curl bash; do
      if seen_by "$candidate"; then
        checker=$candidate
        say info "backend seen by $checker"
        break
      fi
    done
  elif seen_by "$checker"; then
    misses=0
  else
    misses=$((misses + 1))
    # Twice, so that one lost packet does not end a working link.
    if [ "$misses" -ge 2 ]; then
      say warn "backend gone, ending so that Grafana looks for it again"
      exit 0
    fi
  fi
  pause
done
