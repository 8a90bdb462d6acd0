#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# A private PostgreSQL with PostGIS for the tests: on loopback only, behind a password made on the spot.
#
#   packaging/postgres.sh start     makes and starts it, prints its URL; when it runs already, only prints the URL
#   packaging/postgres.sh url       prints the URL of the running server
#   packaging/postgres.sh stop      stops it and removes its data
#
# NEVER keep real data in it: it does not flush to disk, and every start begins with an empty cluster.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
checkout="$PWD"
database=gridmgr_test
role=gridmgr
# Settings of the person's own must not lead the tools to another server.
unset "${!PG@}"

say() { printf '%s\n' "$*" >&2; }

# PostgreSQL refuses to run as root, so root lends it to a user without rights.
owner="$(id -un)"
if [ "$(id -u)" = 0 ]; then
    owner="$(id -un postgres 2>/dev/null || echo nobody)"
fi

as_owner() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid="$owner" --regid="$(id -gn "$owner")" --clear-groups -- "$@"
    else
        "$@"
    fi
}

# .server/ in the checkout; where that user cannot reach the checkout, a folder that is named after it.
find_home() {
    home="$checkout/.server"
    if ! as_owner test -x "$checkout"; then
        home="/var/tmp/gridmgr-server-$(printf '%s' "$checkout" | sha256sum | cut -c 1-16)"
    fi
}

make_home() {
    mkdir -m 700 "$home" 2>/dev/null || true
    [ "$(id -u)" != 0 ] || [ ! -d "$home" ] || [ -L "$home" ] || [ "$(stat -c %u "$home")" != 0 ] || chown "$owner" "$home"
    if [ -L "$home" ] || [ "$(stat -c %U "$home" 2>/dev/null)" != "$owner" ]; then
        say "$home 不是用户 $owner 的文件夹,请先移走它。"
        exit 1
    fi
}

# The newest installed server that has PostGIS.
find_programs() {
    local control major
    for control in $(printf "%s\n" /usr/share/postgresql/*/extension/postgis.control | sort --version-sort); do
        major="$(cut -d / -f 5 <<<"$control")"
        [ -x "/usr/lib/postgresql/$major/bin/initdb" ] && programs="/usr/lib/postgresql/$major/bin"
    done
    if [ -z "${programs:-}" ]; then
        say "没有找到带 PostGIS 的 PostgreSQL,请运行:packaging/setup.sh test"
        exit 1
    fi
}

server() { (cd "$home" && as_owner "$programs/pg_ctl" --pgdata "$home/data" --silent "$@"); }

is_running() { [ -f "$home/port" ] && [ -d "$home/data" ] && server status >/dev/null 2>&1; }

print_url() {
    printf 'postgresql+psycopg://%s:%s@127.0.0.1:%s/%s\n' "$role" "$(cat "$home/password")" "$(cat "$home/port")" "$database"
}

remove_data() {
    rm -rf "$home/data" "$home/port" "$home/password" "$home/log"
}

make_cluster() {
    umask 077
    od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$home/password"
    [ "$(id -u)" != 0 ] || chown "$owner" "$home/password"
    (cd "$home" && as_owner "$programs/initdb" --pgdata "$home/data" --username "$role" --pwfile "$home/password" \
        --auth scram-sha-256 --encoding UTF8 --locale C.UTF-8 --no-sync >/dev/null)
    # Flushing to disk is off because these data are thrown away; a real server must never be set up so.
    as_owner tee -a "$home/data/postgresql.conf" >/dev/null <<-SETTINGS
	listen_addresses = '127.0.0.1'
	unix_socket_directories = ''
	fsync = off
	full_page_writes = off
	synchronous_commit = off
	timezone = 'UTC'
	SETTINGS
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Another program may take the port between asking and starting, hence the tries.
launch() {
    local port
    for _ in 1 2 3; do
        port="$(free_port)"
        if server --wait --timeout 60 --log "$home/log" --options "-p $port" start </dev/null >/dev/null 2>&1; then
            printf '%s\n' "$port" >"$home/port"
            return
        fi
    done
    say "测试数据库没有启动,日志如下:"
    cat "$home/log" >&2
    exit 1
}

run_sql() {
    PGPASSWORD="$(cat "$home/password")" "$programs/psql" --quiet --no-psqlrc --set ON_ERROR_STOP=1 \
        --host 127.0.0.1 --port "$(cat "$home/port")" --username "$role" --dbname "$1" --command "$2"
}

start() {
    if ! is_running; then
        make_home
        remove_data
        make_cluster
        launch
        # In the template, so that every database the tests make has it.
        run_sql template1 'CREATE EXTENSION postgis'
        run_sql postgres "CREATE DATABASE $database"
    fi
    print_url
}

stop() {
    if is_running; then
        server --mode immediate stop
    fi
    remove_data
    rmdir "$home" 2>/dev/null || true
}

url() {
    if ! is_running; then
        say "测试数据库没有运行,请运行:packaging/postgres.sh start"
        exit 1
    fi
    print_url
}

case "${1:-}" in
    start | stop | url) find_home; find_programs; "$1" ;;
    *) say "用法:packaging/postgres.sh start|stop|url"; exit 2 ;;
esac
