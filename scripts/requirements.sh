#!/usr/bin/env bash
# Pins requirements/*.txt anew from requirements/*.in, for every platform at once, without a word about where packages come from.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PATH:.tools/uv-env/bin"

pin() {
  uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links "$@"
}

pin --python-version 3.8 requirements/uv.in --output-file requirements/uv.txt
pin --python-version 3.11 requirements/service.in --output-file requirements/service.txt
pin --python-version 3.11 requirements/dev.in --constraints requirements/service.txt --output-file requirements/dev.txt
pin --python-version 3.11 requirements/doubles-google.in --output-file requirements/doubles-google.txt
pin --python-version 3.10 requirements/assistant.in --override requirements/assistant.overrides --output-file requirements/assistant.txt
