#!/usr/bin/env bash
# Prints, as a unified diff, what a change does to the policies, trusts, profiles and outputs of every stack.
#
#   render-diff.sh BASE HEAD
#
# BASE and HEAD are checkouts with their packages installed. Nothing is printed where nothing changes. Neither AWS nor the
# Pulumi engine is asked. Exit code 1 where a stack of HEAD can't be rendered; one of BASE that can't be counts as empty.
set -euo pipefail
base=$(cd "$1" && pwd)
head=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# render CHECKOUT FOLDER
render() {
  local file stack failed=0
  mkdir -p "$2"
  for file in "$1"/Pulumi.*.yaml; do
    [ -e "$file" ] || continue
    stack=$(basename "$file" .yaml)
    stack=${stack#Pulumi.}
    node "$1/cli/bin.cjs" render --cwd "$1" --stack "$stack" --out "$2/$stack" >&2 || failed=1
  done
  return "$failed"
}

render "$base" "$work/base" || true
render "$head" "$work/head"
cd "$work"
# 1 says that there is a difference.
git diff --no-index --no-color base head || [ "$?" -eq 1 ]
