#!/usr/bin/env bash
# Lints the chart, renders it with the example, with everything on and with files word for word, and has Gatehouse check
# the configuration in each. Skips itself without helm. KUBERNETES=1.34 is the version that is rendered for; what is
# rendered stays in target/helm. Uses kubernetes-validate, which brings Kubernetes' schemas, where it is installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=${KUBERNETES:-1.34.0}
work=target/helm
chart=deploy/helm/gatehouse

skip() { echo "deploy/helm: SKIPPED: $*"; exit 0; }
fail() { echo "deploy/helm: FAILED: $*"; exit 1; }
say() { echo "deploy/helm: $*"; }

render() { # NAME HELM-OPTIONS…
    local name=$1
    shift
    helm template gw "$chart" --kube-version "$version" --namespace portal "$@" >"$work/$name.yaml" || fail "$name"
}

# The files of the ConfigMap, which stand indented below `data:`.
config_files() { # NAME
    mkdir -p "$work/$1"
    awk -v into="$work/$1" '
        /^kind: /            { map = $2 == "ConfigMap"; data = 0 }
        map && /^data:/      { data = 1; next }
        /^[^ ]/              { data = 0 }
        data && /^  [^ ].*:/ { file = into "/" $1; sub(":$", "", file); next }
        data                 { print substr($0, 5) >file }' "$work/$1.yaml"
    [ -s "$work/$1/gateway.yaml" ] && [ -s "$work/$1/routes.yaml" ] || fail "$1: no gateway.yaml or routes.yaml in the ConfigMap"
}

# In place of the mounted Secret: a file for each that the configuration names, of random bytes.
secrets() { # NAME
    local file
    for file in $(grep -rhoE '/run/secrets/gatehouse/[A-Za-z0-9_.-]+' "$work/$1" | sort -u); do
        mkdir -p "$work/secrets"
        head -c 32 /dev/urandom | base64 >"$work/secrets/${file##*/}"
    done
    sed -i "s|/run/secrets/gatehouse/|$PWD/$work/secrets/|g" "$work/$1"/*.yaml
}

check() { # NAME
    config_files "$1"
    secrets "$1"
    REDIS_PASSWORD=secret ./gateway check --config "$work/$1" >"$work/$1.check" 2>"$work/$1.log" ||
        fail "$1: $(cat "$work/$1.check" "$work/$1.log")"
    say "$(head -n 1 "$work/$1.check")"
}

must_be_refused() { # HELM-OPTIONS…
    ! helm template gw "$chart" --kube-version "$version" "$@" >/dev/null 2>&1 || fail "not refused: $*"
}

command -v helm >/dev/null || skip "helm is not installed"
rm -rf "$work"
mkdir -p "$work"
for values in deploy/helm/example.yaml deploy/helm/everything.yaml; do
    helm lint --quiet --strict --kube-version "$version" "$chart" --values "$values" || fail "helm lint with $values"
done
example=config/examples/production
render example --values deploy/helm/example.yaml
render everything --values deploy/helm/everything.yaml
render files --set config.organizationsFrom=organizations --set-file "config.gateway=$example/gateway.yaml" --set-file "config.routes=$example/routes.yaml"
check example
check everything
mkdir -p "$work/files"
cp -r $example/organizations "$work/files/" # what organizationsFrom mounts there
GATEWAY_SECRET_KEY=$(head -c 32 /dev/urandom | base64) REDIS_URL=redis://localhost ACME_CLIENT_SECRET=a \
    GLOBEX_CLIENT_SECRET=b GLOBEX_CLIENT_SECRET_OLD=c SMTP_PASSWORD=d check files
must_be_refused # without a configuration
for mistake in replica=3 logs=xml ingress.enabled=true config.routes.Portal.path=/; do
    must_be_refused --values deploy/helm/example.yaml --set "$mistake"
done
say "what the schema must refuse is refused"

if command -v kubernetes-validate >/dev/null; then
    for name in example everything files; do # Helm's "# Source:" lines are no documents
        grep -v '^#' "$work/$name.yaml" >"$work/$name.plain.yaml"
        kubernetes-validate --strict --kubernetes-version "${version%.*}" "$work/$name.plain.yaml" >"$work/$name.validated" 2>&1 ||
            fail "$(grep -v passed "$work/$name.validated")"
    done
    say "$(cat "$work"/*.validated | grep -c passed) objects are as the schemas of Kubernetes $version want them"
else
    say "kubernetes-validate is not installed (pip install kubernetes-validate): not checked against Kubernetes' schemas"
fi
