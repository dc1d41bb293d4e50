# What the scripts share; sourced, never run. Puts the shell at the root of the repository.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

say() { printf '== %s\n' "$*" >&2; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# usage: the leading comment of the calling script is its manual.
usage() { sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"; }

# A mistake in the call itself: exit status 2.
wrong_call() { printf '%s\ntry: %s --help\n' "$*" "$0" >&2; exit 2; }

# At most one compiler a core, and one for every 2 GiB of memory; ASSENT_JOBS overrides.
jobs_at_once() {
  if [[ -n ${ASSENT_JOBS:-} ]]; then echo "$ASSENT_JOBS"; return; fi
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ {print int($2 / 2097152)}' /proc/meminfo)
  ((memory >= 1)) || memory=1
  echo $((cores < memory ? cores : memory))
}

# build_preset PRESET [TARGET...]: configures once (Ninja sees later changes by itself) and builds.
build_preset() {
  local preset=$1 targets=()
  shift
  for target in "$@"; do targets+=(--target "$target"); done
  if [[ ! -f build/$preset/build.ninja ]]; then
    say "configuring build/$preset"
    cmake --preset "$preset" >build/configure.log 2>&1 || { cat build/configure.log >&2; return 1; }
  fi
  say "building build/$preset ${*:-}"
  # With relative paths ccache serves every clone from one cache; its manual asks for the sloppiness where headers are
  # precompiled.
  CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros \
    cmake --build "build/$preset" -j "$(jobs_at_once)" "${targets[@]}" >&2
}

# The node to run tests with: 20 or later; setup brings one where the system's is older.
node_is_recent() { [[ $("$1" --version 2>/dev/null) =~ ^v([0-9]+)\. ]] && ((BASH_REMATCH[1] >= 20)); }
use_node() {
  if ! node_is_recent node && [[ -d build/node/node_modules/node/bin ]]; then
    PATH=$PWD/build/node/node_modules/node/bin:$PATH
  fi
}
