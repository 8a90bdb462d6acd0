#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Makes ready what `make demo` and `make test` need: system packages and .venv/ in the checkout.
#
#   packaging/setup.sh [run|test]     run: what the program needs (default); test: also what its tests need
#
# Safe to repeat. When nothing is to do it asks dpkg once and compares a stamp. Installs nothing outside
# the checkout but Debian packages, and those only as root or through sudo; else it prints the line to run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
purpose="${1:-run}"
cluster_rule=/etc/postgresql-common/createcluster.d/gridmgr-setup.conf

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local name
    for name in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    say "需要 Python 3.11 或更高版本,请先安装,或用环境变量 PYTHON 指明它的位置。"
    exit 1
}

# The entries of the package list, one a line, that this purpose needs.
wanted_packages() {
    local groups='qt|x11|font'
    [ "$purpose" = test ] && groups="$groups|test"
    sed -nE "s/^($groups) +//p" resources/debian-packages.txt
    # Debian splits the venv module off Python; a Python built by hand has it.
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        "$python" -c 'import sys; print("python%d.%d-venv|python3-venv" % sys.version_info[:2])'
}

missing_packages() {
    local installed wanted entry
    installed="$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' | sed -n 's/ installed$//p')"
    wanted="$(wanted_packages)"
    while read -r entry; do
        grep -qxE "${entry//./\\.}" <<<"$installed" || printf '%s\n' "$entry"
    done <<<"$wanted"
}

# Picks from "a|b" the first name that this distribution can install.
available_name() {
    local name names
    IFS='|' read -ra names <<<"$1"
    for name in "${names[@]}"; do
        if LC_ALL=C apt-cache policy "$name" 2>/dev/null | grep -q "Candidate: [^(]"; then
            printf '%s\n' "$name"
            return
        fi
    done
    printf '%s\n' "${names[-1]}"
}

available_names() {
    local entry
    while read -r entry; do available_name "$entry"; done <<<"$1"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_be_root() {
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }
}

# A fresh PostgreSQL package starts a server of its own; nobody asked for one, so this once it must not.
without_default_cluster() {
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        as_root mkdir -p "$(dirname "$cluster_rule")"
        echo 'create_main_cluster = false' | as_root tee "$cluster_rule" >/dev/null
        trap 'as_root rm -f "$cluster_rule"' EXIT
    fi
    "$@"
    as_root rm -f "$cluster_rule"
    trap - EXIT
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -qq "$@"
}

install_packages() {
    local missing names
    missing="$(missing_packages)"
    [ -n "$missing" ] || return 0
    if ! may_be_root; then
        names="$(available_names "$missing")"
        say "缺少系统软件包,且没有管理员权限。请先运行下面这一行,再重新执行:"
        # shellcheck disable=SC2086
        say "sudo apt-get update && sudo apt-get install -y --no-install-recommends" $names
        exit 1
    fi
    say "正在安装系统软件包:${missing//$'\n'/ }"
    apt update
    names="$(available_names "$missing")"
    # Names of packages hold no blanks: the list is meant to be split.
    # shellcheck disable=SC2086
    without_default_cluster apt install -y --no-install-recommends $names >/dev/null
}

# What .venv/ is made of, and what belongs into it; both are noted in .venv/ when they are done.
interpreter_stamp() { { "$python" -VV; printf '%s\n' "$python" "$PWD"; } | sha256sum; }
content_stamp() { cat pyproject.toml constraints.txt packaging/setup.sh | sha256sum; }

is_noted() { [ "$(cat ".venv/$1" 2>/dev/null)" = "$2" ]; }

install_project() {
    local interpreter content
    interpreter="$(interpreter_stamp)"
    content="$(content_stamp)"
    if is_noted interpreter.stamp "$interpreter" && is_noted content.stamp "$content"; then
        return
    fi
    say "正在准备 .venv(首次需要几分钟)"
    if ! is_noted interpreter.stamp "$interpreter"; then
        "$python" -m venv --clear .venv
        printf '%s\n' "$interpreter" >.venv/interpreter.stamp
    fi
    # The build backend comes first and under the same pins: a build of its own would fetch any version.
    pip_install hatchling editables
    pip_install --no-build-isolation --editable '.[test]'
    printf '%s\n' "$content" >.venv/content.stamp
}

pip_install() {
    PIP_DEFAULT_TIMEOUT="${PIP_DEFAULT_TIMEOUT:-60}" .venv/bin/python -m pip install -qq --no-input \
        --disable-pip-version-check --progress-bar off --constraint constraints.txt "$@"
}

python="$(find_python)"
if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    install_packages
else
    say "本系统没有 apt-get,不会自动安装系统软件包;若无法运行,请用 .venv/bin/gridmgr doctor 查看缺什么。"
fi
install_project
