# Sourced by Tests/run, Tests/bench and Samples/demo: says what a step needs of the system and installs it where it may.
# It installs Debian packages alone, by apt-get and as root; elsewhere it prints what is missing and the command that installs it.

# For every build in a folder that packages share: SwiftPM would else go by the plan of whichever package was built there last,
# and build that one again.
own_plan=--disable-build-manifest-caching

# Before a command: it ends with the script that started it, also when that was killed.
ending=()
if command -v setpriv >/dev/null; then ending=(setpriv --pdeathsig TERM --); fi

# make_work PREFIX: makes the folder $work of this run alone in the checkout, not in /tmp: that may be memory, where a synced
# commit costs nothing. It goes with the script; what a killed one left goes with the next, unless a program still holds its lock.
make_work() {
  local old
  for old in "$PWD/$1"-??????; do
    [[ -d $old ]] && flock --nonblock "$old" true && rm -rf "$old"
  done
  work=$(mktemp -d "$PWD/$1-XXXXXX")
  exec 9<"$work"
  flock 9
  trap 'rm -rf "$work"' EXIT
}

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
  need libcurl4-openssl-dev "libcurl: webhooks and mail of the collector"
}

# fetch_axe FOLDER: the rules for accessible pages that the browser tests hold the board to, from PyPI. Exports TELLBACK_AXE, the
# path of axe.min.js; where it cannot be fetched it returns 1, and those tests are skipped.
axe_version=0.1.8 # of axe-playwright-python, which ships axe-core 4.12.1
axe_sum=84494fec757e4710dc751c8d7a636e457f4532f08f85c86dc9070133fbff53bc
fetch_axe() {
  local folder=$1/axe-$axe_version python
  local script=$folder/axe_playwright_python/axe.min.js
  if ! sha256sum --check --status <<<"$axe_sum  $script" 2>/dev/null; then
    rm -rf "$folder"
    mkdir -p "$folder"
    for python in python3 /usr/bin/python3; do
      "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$folder" \
        "axe-playwright-python==$axe_version" >"$folder/pip.log" 2>&1 </dev/null && break
    done
    python3 -m zipfile -e "$folder"/axe_playwright_python-*.whl "$folder" >/dev/null 2>&1
    if ! sha256sum --check --status <<<"$axe_sum  $script" 2>/dev/null; then
      say "axe.min.js could not be fetched from PyPI, so the board's accessibility is not tested: $(tail -n 1 "$folder/pip.log")"
      return 1
    fi
  fi
  export TELLBACK_AXE=$script
}

# fetch_aiosmtpd FOLDER: a real SMTP server for the tests of mail, from PyPI. Exports TELLBACK_AIOSMTPD, the folder of its modules; where
# it cannot be fetched it returns 1, and those tests are skipped.
fetch_aiosmtpd() {
  local folder=$1/aiosmtpd-1.4.6 python
  if [[ ! -f $folder/aiosmtpd/controller.py ]]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    for python in python3 /usr/bin/python3; do
      "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$folder" \
        aiosmtpd==1.4.6 atpublic==5.1 attrs==24.3.0 >"$folder/pip.log" 2>&1 </dev/null && break
    done
    for wheel in "$folder"/*.whl; do python3 -m zipfile -e "$wheel" "$folder" >/dev/null 2>&1; done
    if [[ ! -f $folder/aiosmtpd/controller.py ]]; then
      say "aiosmtpd could not be fetched from PyPI, so mail is not tested against a real server: $(tail -n 1 "$folder/pip.log")"
      return 1
    fi
  fi
  export TELLBACK_AIOSMTPD=$folder
}

# fetch_statistics FOLDER: statsmodels and savvi from PyPI, which the figures of verdicts are held against in tests. Exports
# TELLBACK_STATISTICS, the folder of their modules; where they cannot be fetched it returns 1, and those tests are skipped. What they
# import comes with them, from PyPI too; of savvi the solver and the printers are left out, which the tests do without.
fetch_statistics() {
  local folder=$1/statistics-statsmodels-0.15.0-savvi-0.3.1 python
  if [[ ! -f $folder/complete ]]; then
    for python in python3 /usr/bin/python3; do
      rm -rf "$folder"
      mkdir -p "$folder"
      "$python" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-compile --only-binary :all: \
        --target "$folder" statsmodels==0.15.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 >"$folder.log" 2>&1 </dev/null &&
        "$python" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-compile --only-binary :all: --no-deps \
          --target "$folder" savvi==0.3.1 >>"$folder.log" 2>&1 </dev/null &&
        touch "$folder/complete" && break
    done
    if [[ ! -f $folder/complete ]]; then
      say "statsmodels and savvi could not be fetched from PyPI, so verdicts are not held against them: $(tail -n 1 "$folder.log")"
      return 1
    fi
  fi
  export TELLBACK_STATISTICS=$folder
}

# fetch_sentry FOLDER: Sentry's SDKs for Python and for browsers, from PyPI, each by its hash. Exports TELLBACK_SENTRY, a folder with the
# modules of the one and bundle.feedback.min.js of the other; where they cannot be fetched it returns 1, and those tests are skipped.
# Brotli is for Python's SDK, which sends it where it can; without it that one test is skipped.
sentry_bundle_sum=2d8af13ce8637fcdec54d3d5f5bc06e62f1ba029be17838e3e44157c78a6e9b3 # of @sentry/browser 10.53.1
fetch_sentry() {
  local folder=$1/sentry-2.75.0-10.53.1 python
  local bundle=$folder/odoo/addons/sentry_client/static/lib/sentry/10.53.1/bundle.feedback.min.js
  if ! sha256sum --check --status <<<"$sentry_bundle_sum  $bundle" 2>/dev/null || [[ ! -f $folder/sentry_sdk/transport.py ]]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    cat >"$folder/wanted.txt" <<'END'
sentry-sdk==2.75.0 --hash=sha256:9a10e97de2cbd42ad7e4a6e02a0d5af19de9811eb02445077d41ba14c08e170c
urllib3==2.8.0 --hash=sha256:0cf3cae568d36aa9576b28dfb35f11328f1cb974ca7647d9475ebb86c75ac6e3
certifi==2026.10.19.post1 --hash=sha256:1324c476b4811eff41a8bc2122cd0bbd4d9c7234c725446d99ab1612b3a7fdd2
odoo-addon-sentry-client==18.0.1.0.0.3 --hash=sha256:cde3604458fa3e029f77c73cc629e087b2e330fef3ece5bb25ee75ec76d3c0c5
END
    echo "brotli==1.2.1 --hash=sha256:6b3c3d5794212a54434b4856f808f7bdf7ad48eacadaadb5b2346fc9a639365a" >"$folder/brotli.txt"
    for python in python3 /usr/bin/python3; do
      "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes --dest "$folder" \
        --requirement "$folder/wanted.txt" >"$folder/pip.log" 2>&1 </dev/null && break
    done
    # Built for each processor and version of Python; the hash is that of the most usual one.
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes --dest "$folder" \
      --requirement "$folder/brotli.txt" >/dev/null 2>&1 </dev/null
    for wheel in "$folder"/*.whl; do python3 -m zipfile -e "$wheel" "$folder" >/dev/null 2>&1; done
    if ! sha256sum --check --status <<<"$sentry_bundle_sum  $bundle" 2>/dev/null || [[ ! -f $folder/sentry_sdk/transport.py ]]; then
      say "Sentry's SDKs could not be fetched from PyPI, so envelopes are not tested with them: $(tail -n 1 "$folder/pip.log")"
      return 1
    fi
  fi
  cp "$bundle" "$folder/bundle.feedback.min.js"
  export TELLBACK_SENTRY=$folder
}

# fetch_moto FOLDER: a real server of S3's protocol for the tests of attachments, from PyPI. Exports TELLBACK_MOTO, the folder of its modules;
# where it cannot be fetched it returns 1, and those tests are skipped. Of what moto can imitate only what S3 and its access keys need comes.
fetch_moto() {
  local folder=$1/moto-5.2.1 python
  if [[ ! -f $folder/complete ]]; then
    for python in python3 /usr/bin/python3; do
      rm -rf "$folder"
      mkdir -p "$folder"
      "$python" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-compile --only-binary :all: --no-deps \
        --target "$folder" moto==5.2.1 boto3==1.44.8 botocore==1.44.8 s3transfer==0.19.3 jmespath==1.1.0 \
        python-dateutil==2.9.0.post0 six==1.17.0 urllib3==2.8.0 requests==2.34.2 charset-normalizer==3.5.3 idna==3.20 \
        certifi==2026.10.19.post1 responses==0.26.3 pyyaml==6.0.4 werkzeug==3.1.9 markupsafe==3.0.4 jinja2==3.1.6 flask==3.1.3 \
        flask-cors==6.0.5 click==8.5.1 blinker==1.9.0 itsdangerous==2.2.0 xmltodict==1.0.4 cryptography==50.0.2 cffi==2.1.1 \
        pycparser==3.12 py-partiql-parser==0.6.3 >"$folder.log" 2>&1 </dev/null && touch "$folder/complete" && break
    done
    if [[ ! -f $folder/complete ]]; then
      say "moto could not be fetched from PyPI, so attachments are not tested against a server of S3's protocol: $(tail -n 1 "$folder.log")"
      return 1
    fi
  fi
  export TELLBACK_MOTO=$folder
}
