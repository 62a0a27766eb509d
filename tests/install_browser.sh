#!/bin/sh
# Makes sure that there is a Chromium for the stories in the browser. Usage: install_browser.sh PYTHON
set -u
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
echo "no Chromium found; installing one" >&2
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium >/dev/null && exit 0
fi
"$1" -m playwright install chromium && exit 0
echo "install chromium with your system's package manager, then run make test again" >&2
exit 1
