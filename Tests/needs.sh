# Sourced by Tests/run, Tests/bench and Samples/demo: says what a step needs of the system and installs it where it may.
# It installs Debian packages alone, by apt-get and as root; elsewhere it prints what is missing and the command that installs it.

# For every build in a folder that packages share: SwiftPM would else go by the plan of whichever package was built there last,
# and build that one again.
own_plan=--disable-build-manifest-caching

say() { printf '%s\n' "$*" >&2; }

# need PACKAGE WHY: remembers a Debian package that is missing.
missing_packages=()
need() {
  command -v dpkg-query >/dev/null || return 0 # not Debian: need_header and the compiler speak for themselves
  if [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) != installed ]]; then
    missing_packages+=("$1")
    say "  missing: $1 ($2)"
  fi
}

# install_needs: installs what need found missing; without root it says how, and ends the script.
install_needs() {
  if ! command -v swift >/dev/null; then
    say "Swift 6.1 or later is missing. See https://www.swift.org/install; then run this again."
    exit 1
  fi
  ((${#missing_packages[@]})) || return 0
  if ((EUID != 0)); then
    say "Not root, so nothing was installed. Install what is missing, then run this again:"
    say "  sudo apt-get install --no-install-recommends -y ${missing_packages[*]}"
    exit 1
  fi
  say "Installing by apt-get: ${missing_packages[*]}"
  local log
  log=$(mktemp)
  if ! { DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing_packages[@]}"; } \
    </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    say "apt-get could not install: ${missing_packages[*]}"
    exit 1
  fi
  rm -f "$log"
  missing_packages=()
}

# What every build needs.
need_build_libraries() {
  need pkg-config "tells the Swift package manager where libraries are"
  need libsqlite3-dev "SQLite: the SDK's queue and the collector's store"
  need libsodium-dev "libsodium: passwords and keys of the collector"
  need zlib1g-dev "zlib: compressed requests"
}
