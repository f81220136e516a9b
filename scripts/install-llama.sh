#!/usr/bin/env bash
# Installs node-llama-cpp with its CPU binary alone into a folder, for test/models/real-inference.test.ts:
#   scripts/install-llama.sh /tmp/llama && KAOJU_LLAMA=/tmp/llama npx vitest run test/models/real-inference.test.ts
set -euo pipefail
folder=${1:?give a folder}
version=3.22.1
machine=$(node -p '`${process.platform}-${process.arch}`.replace("darwin", "mac").replace("win32", "win")')
mkdir -p "$folder"
cd "$folder"
[ -f package.json ] || echo '{ "private": true }' >package.json
# Its optional packages are 640 MB of binaries for graphics cards: only this machine's is unpacked.
npm install --no-audit --no-fund --ignore-scripts --omit=optional "node-llama-cpp@$version"
archive=$(npm pack --silent "@node-llama-cpp/$machine@$version" | tail -n 1)
mkdir -p "node_modules/@node-llama-cpp/$machine"
tar xzf "$archive" -C "node_modules/@node-llama-cpp/$machine" --strip-components 1
rm "$archive"
