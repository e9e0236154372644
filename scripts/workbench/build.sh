#!/bin/sh
# Makes what the workbench brings along of npm packages: htmx and the editor, with their licences. Their versions are those of package.json.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to="$here/../../src/hwgen/serve/static"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/editor.mjs" "$work"
cd "$work"
npm ci --silent
npx esbuild editor.mjs --bundle --minify --format=iife --target=es2022 --legal-comments=none --outfile="$to/editor.js"
cp node_modules/htmx.org/dist/htmx.min.js "$to/htmx.min.js"
cp node_modules/htmx.org/LICENSE "$to/htmx.LICENSE"
for licence in node_modules/codemirror/LICENSE node_modules/@codemirror/*/LICENSE node_modules/@lezer/*/LICENSE node_modules/@marijn/*/LICENSE node_modules/crelt/LICENSE node_modules/style-mod/LICENSE node_modules/w3c-keyname/LICENSE; do
  package=$(dirname "${licence#node_modules/}")
  printf '%s\n\n' "$package"
  cat "$licence"
  printf '\n'
done >"$to/editor.LICENSE"
