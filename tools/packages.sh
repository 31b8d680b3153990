# Debian packages that tests and ./cluster need; sourced by both, which bring `step` and `stop`.

as_root() {
    if ((EUID == 0)); then "$@"; else sudo -- "$@"; fi
}

missing_packages() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || echo postgresql
    command -v redis-server >/dev/null || echo redis-server
    [[ -e /usr/share/zoneinfo/Australia/Sydney ]] || echo tzdata
    command -v npm >/dev/null || echo nodejs npm
    compgen -G '/usr/lib/*/libicuuc.so.*' >/dev/null || compgen -G '/usr/lib/libicuuc.so.*' >/dev/null || echo libicu
}

# Debian would otherwise create and start a server on the default port; ours run on free ones.
without_default_cluster() {
    as_root apt-get install -y -qq --no-install-recommends postgresql-common >"$log" 2>&1 || return 1
    as_root sed -i "s/^#\?create_main_cluster.*/create_main_cluster = false/" /etc/postgresql-common/createcluster.conf
}

install_packages() {
    local packages=("$@") log
    log=$(mktemp)
    step "Installing ${packages[*]}"
    command -v apt-get >/dev/null || stop "${packages[*]} must be installed by hand: this system has no apt-get."
    ((EUID == 0)) || command -v sudo >/dev/null || stop "${packages[*]} must be installed: run this as root once, or install sudo."
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -qq >"$log" 2>&1 || { cat "$log"; stop "apt-get update failed."; }
    for i in "${!packages[@]}"; do
        [[ ${packages[i]} != libicu ]] || packages[i]=$(apt-cache search --names-only '^libicu[0-9]+$' | sort -V | tail -1 | cut -d' ' -f1)
    done
    [[ " ${packages[*]} " != *" postgresql "* ]] || without_default_cluster || { cat "$log"; stop "apt-get install failed."; }
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >"$log" 2>&1 \
        || { cat "$log"; stop "apt-get install failed."; }
    rm -f "$log"
}

install_missing() { # [packages, each named like its command, that are needed as well]
    local missing
    mapfile -t missing < <({ missing_packages; for name in "$@"; do command -v "$name" >/dev/null || echo "$name"; done; } | tr ' ' '\n')
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
    command -v dotnet >/dev/null || stop "The .NET SDK 10 is missing: install it, so that 'dotnet --version' answers, and run this again."
}
