#!/bin/sh
# Installs Debian packages unless a probe finds what they bring: install.sh PROBE PACKAGE...
set -eu
probe=$1
shift
sh -c "$probe" >/dev/null 2>&1 && exit 0
if ! command -v apt-get >/dev/null; then
  echo "something is missing; install what your system calls: $*" >&2
  exit 3
fi
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root="sudo"
else
  echo "packages are missing and this needs root; ask an administrator for:" >&2
  echo "  apt-get install --no-install-recommends $*" >&2
  exit 3
fi
echo "installing $*" >&2
# A fresh machine may be installing its updates at the same time.
wait_for_lock="-o DPkg::Lock::Timeout=300"
$as_root apt-get update -qq $wait_for_lock
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq $wait_for_lock --no-install-recommends "$@" >/dev/null
