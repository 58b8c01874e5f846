#!/bin/sh
# onnxruntime.sh <models> <modules> [--spoil]: installs onnxruntime-web into the folder <modules>, unless it is there, and
# runs the models of the folder by it (run.mjs).
here=$(cd "$(dirname "$0")" && pwd)
skip() {
  echo "skipped: $1"
  exit 77
}
mkdir -p "$2"
if [ ! -d "$2/node_modules/onnxruntime-web" ] || ! cmp -s "$here/package-lock.json" "$2/installed.json"; then
  command -v npm >/dev/null || skip "npm is not installed"
  cp "$here/package.json" "$here/package-lock.json" "$2"
  if ! (cd "$2" && npm ci --ignore-scripts --no-audit --no-fund) >"$2/npm.log" 2>&1; then
    cat "$2/npm.log"
    # without a network the registry cannot be found or reached
    ! grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|FETCH_ERROR' "$2/npm.log" ||
      skip "npm's registry cannot be reached"
    exit 1
  fi
  cp "$here/package-lock.json" "$2/installed.json"
fi
cp "$here/run.mjs" "$2"
exec node "$2/run.mjs" "$1" "$3"
