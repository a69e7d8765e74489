#!/usr/bin/env bash
# Builds the image on an engine that answers, runs it as operators should (read-only, unprivileged, 512 MB), and holds it
# to what deploy/README.md says. Skips itself where no engine answers.
#   BASE=IMAGE JDK=IMAGE   other bases; without them the Dockerfile's own, or where no registry is reached one that is made
#                          of this machine's JDK 25 and tools
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

image=gatehouse:test
container=gatehouse-test-$$
work=$(mktemp -d)

skip() { echo "deploy/image: SKIPPED: $*"; exit 0; }
fail() { echo "deploy/image: FAILED: $*"; docker logs "$container" 2>&1 | tail -n 20; exit 1; }
say() { printf 'deploy/image: %-34s %s\n' "$1" "$2"; }
now() { date +%s%3N; }

the_end() {
    docker rm -f "$container" >/dev/null 2>&1 || true
    rm -rf "$work"
}

# What a base needs: a Java 25, a shell and the tools of any Debian, and a place for temporary files.
base_of_this_machine() {
    local java root=$work/base tools file
    java=$(for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        ! grep -qs '^JAVA_VERSION="25' "$home/release" || { readlink -f "$home"; break; }
    done)
    [ -n "$java" ] || skip "no registry is reached, and no JDK 25 is in /usr/lib/jvm"
    mkdir -p "$root/bin" "$root/tmp" "$root/opt/java"
    chmod 1777 "$root/tmp"
    tar -C "$java" --exclude=./jmods --exclude=./lib/src.zip --exclude=./lib/ct.sym --exclude=./include -c . |
        tar -C "$root/opt/java" -x
    tools=$(for file in sh awk basename cat cksum cut dirname env find grep head ln ls mkdir mv readlink rm sed sort test touch tr
        do type -P "$file"; done)
    for file in $tools; do cp -L "$file" "$root/bin"; done
    # shellcheck disable=SC2086 # Their names hold no spaces.
    for file in $(ldd $tools "$java/bin/java" "$java"/lib/*.so "$java"/lib/server/*.so 2>/dev/null |
        grep -oE '/(usr/)?lib[^ )]+' | grep -v -E "^$java|libX|libxcb|libasound" | sort -u); do
        cp --parents -L "$file" "$root"
    done
    tar -C "$root" -c . | docker import -c 'ENV PATH=/opt/java/bin:/bin JAVA_HOME=/opt/java' - gatehouse-base:test >/dev/null
    rm -rf "$root"
    BASE=gatehouse-base:test JDK=gatehouse-base:test
}

choose_base() {
    [ -z "${BASE:-}" ] || return 0
    BASE=$(sed -n 's/^ARG BASE=//p' deploy/image/Dockerfile)
    docker image inspect "$BASE" >/dev/null 2>&1 || timeout 60 docker pull -q "$BASE" >/dev/null 2>&1 ||
        base_of_this_machine
}

configuration() {
    mkdir -p "$work/config/organizations" "$work/secrets"
    head -c 32 /dev/urandom | base64 >"$work/secrets/secret-key"
    head -c 24 /dev/urandom | base64 >"$work/secrets/acme"
    cat >"$work/config/gateway.yaml" <<END
gateway:
  public-url: https://portal.example.com
  secret-key: file:/run/secrets/secret-key
END
    cat >"$work/config/routes.yaml" <<END
routes:
  portal:
    path: /{organization}/portal/**
    upstream: http://127.0.0.1:7107
  public:
    path: /{organization}/public/**
    upstream: http://127.0.0.1:7107
    access: anyone
END
    cat >"$work/config/organizations/acme.yaml" <<END
identity-provider:
  issuer: https://login.example.com
  client-id: gatehouse
  client-secret: file:/run/secrets/acme
END
    chmod -R a+rX "$work"
}

# gateway DOCKER-OPTIONS… -- ARGUMENTS…
gateway() {
    local options=()
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    docker run --read-only --cap-drop ALL --security-opt no-new-privileges --memory 512m --memory-swap 512m \
        -v "$work/config:/gatehouse/config:ro" -v "$work/secrets:/run/secrets:ro" "${options[@]}" "$image" "$@"
}

address_of() { docker port "$container" "$1" | head -n 1; }

# ask PORT PATH: the status that the gateway answers with, as if under its public address.
ask() { curl -s -m 5 -o "$work/answer" -w '%{http_code}' -H 'Host: portal.example.com' "http://$(address_of "$1")$2" || true; }

expect() { # WHAT FOUND EXPECTED
    [ "$2" = "$3" ] || fail "$1: '$2' (expected: '$3')"
    say "$1" "$2"
}

docker info >/dev/null 2>&1 || skip "no engine answers on ${DOCKER_HOST:-/var/run/docker.sock}"
trap the_end EXIT
[ -f target/gatehouse.jar ] || ./gateway check >/dev/null
configuration

began=$(now)
choose_base
say "base" "$BASE ($(($(now) - began)) ms)"
began=$(now)
docker build -q -f deploy/image/Dockerfile --build-arg BASE="$BASE" ${JDK:+--build-arg JDK="$JDK"} -t "$image" . >"$work/build" 2>&1 ||
    fail "the build: $(tail -n 20 "$work/build")"
say "built" "in $(($(now) - began)) ms"
size() { docker image inspect -f '{{.Size}}' "$1"; }
say "size" "$(($(size "$image") / 1000000)) MB"
say "size over its base" "$((($(size "$image") - $(size "$BASE")) / 1000000)) MB"
docker run --rm --entrypoint sh "$image" -c 'find /gatehouse ! -user 0 -o -perm -2 ! -type l -o -name "*maven*"' >"$work/odd"
expect "files that others may write" "$(cat "$work/odd")" ""
gateway --rm -e JAVA_OPTS=-XX:AOTMode=on -- check >"$work/check" 2>&1 || fail "check, from the AOT cache: $(cat "$work/check")"
say "check, from the AOT cache" "$(head -n 1 "$work/check")"

began=$(now)
gateway -d --name "$container" -p 127.0.0.1::8080 -p 127.0.0.1::9090 -e LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs -- run >/dev/null
until [ "$(ask 9090 /actuator/health/readiness)" = 200 ]; do
    [ $(($(now) - began)) -lt 30000 ] || fail "not ready after 30 s"
    sleep 0.1
done
say "ready" "$(($(now) - began)) ms after docker run"
expect "start page" "$(ask 8080 /)" 200
expect "upstream that is away" "$(ask 8080 /acme/public/)" 502
expect "no such page" "$(ask 8080 /nowhere)" 404
ask 9090 /actuator/prometheus >/dev/null
say "heap at its largest" "$(awk '/^jvm_memory_max_bytes.*heap/ && !/nonheap/ { most += $NF } END { printf "%d MB", most / 1e6 }' "$work/answer")"
expect "user" "$(docker exec "$container" sh -c 'grep ^Uid: /proc/1/status | cut -f 2')" 65532
expect "process 1" "$(docker exec "$container" sh -c 'tr "\0" "\n" </proc/1/cmdline | head -n 1 | grep -o "java$"')" java
expect "Netty's epoll library" "$(docker exec "$container" sh -c 'grep -o "r-xp.*/usr/lib/libnetty.*" /proc/1/maps | grep -o "[^ ]*$"')" \
    /usr/lib/libnetty_transport_native_epoll_x86_64.so
say "RSS" "$(docker exec "$container" sh -c 'grep VmRSS /proc/1/status' | tr -s ' \t' ' ')"

began=$(now)
docker kill -s TERM "$container" >/dev/null
status=$(docker wait "$container")
say "stopped" "$(($(now) - began)) ms after SIGTERM"
expect "exit code (128 + SIGTERM)" "$status" 143
docker logs "$container" >"$work/log" 2>&1
python3 -c '
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
loggers = [line["log"]["logger"] for line in lines]
assert loggers.count("gatehouse.access") == 3, loggers
print("deploy/image: %-34s %d, of them 3 of gatehouse.access" % ("log lines, each a JSON object", len(lines)))
' "$work/log" || fail "a log line is no JSON object"
