#!/usr/bin/env bash
# Run the database tests on a PostgreSQL 15 of its own: a cluster in a temporary folder, reached over its socket.
set -euo pipefail
cd "$(dirname "$0")/.."

programs=/usr/lib/postgresql/15/bin
if [ ! -x "$programs/initdb" ]; then
    if [ "$(id -u)" != 0 ]; then
        echo "PostgreSQL 15 is not installed, and only root may: apt-get install postgresql-15" >&2
        exit 1
    fi
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-15 > /dev/null
fi

folder=$(mktemp -d)
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as=(runuser -u postgres --)
fi
who=$(id -un)

stop() {
    (cd / && "${as[@]}" "$programs/pg_ctl" stop -D "$folder/cluster" -m immediate -s) || true
    rm -rf "$folder"
}
trap stop EXIT

(
    cd /
    "${as[@]}" "$programs/initdb" -D "$folder/cluster" -U "$who" --auth=peer --encoding=UTF8 --locale=C.UTF-8 > /dev/null
    if [ "${#as[@]}" -gt 0 ]; then
        "${as[@]}" sh -c "echo 'local all all peer map=ours' > $folder/cluster/pg_hba.conf; echo 'ours $who $who' > $folder/cluster/pg_ident.conf"
    fi
    "${as[@]}" "$programs/pg_ctl" start -D "$folder/cluster" -w -s -l "$folder/log" \
        -o "-k $folder -c listen_addresses= -c fsync=off"
)
chmod 711 "$folder"
createdb=("$programs/createdb" -h "$folder" -U "$who" extramile)
"${createdb[@]}"

export DATABASE_URL="postgresql://$who@/extramile?host=$folder"
export EXTRAMILE_DATA="$PWD/.data/external"
.venv/bin/python -m pytest -q -m "not browser and not embedded" -n logical --dist loadfile --no-loadscope-reorder "$@"
