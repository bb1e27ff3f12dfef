#!/usr/bin/env bash
# Pages of reports in headless Chromium, at two widths, light and dark, with and without scripts:
# what the page asks for (nothing), what overlaps or sticks out, contrast, print, sorting, numbers
# beside those of JSON, and what a validator says.  See browser/check.py.
set -u
cd "${srcdir:-.}" || exit 99
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
command -v python3 >/dev/null 2>&1 || { echo "1..0 # SKIP there is no python3"; exit 0; }
exec python3 tests/browser/check.py "$@"
