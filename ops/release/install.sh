#!/bin/sh
# Installs this release as the service `rostrum`, or replaces an older one. Run as root. Starts nothing.
set -eu

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail 'it must be run as root'
# As the service looks for it.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin command -v node > /dev/null ||
  fail 'there is no node in /usr/local/bin or /usr/bin: install Node 24, 22 or 20 for all users first'
from=$(dirname "$(readlink -f "$0")")
to=/opt/rostrum
[ "$from" != "$to" ] || fail "run it from the unpacked archive, not from $to"

# Complete beside the old one first, then in its place. A server that runs has loaded its files already.
mkdir -p "$(dirname "$to")"
rm -rf "$to.new" "$to.old"
cp -R "$from" "$to.new"
chown -R 0:0 "$to.new"
chmod -R u=rwX,go=rX "$to.new"
if [ -e "$to" ]; then mv "$to" "$to.old"; fi
mv "$to.new" "$to"
rm -rf "$to.old"

install -m 644 "$to/rostrum.service" /etc/systemd/system/rostrum.service
mkdir -p /etc/rostrum
# Only root reads the settings; those that are there are yours.
if [ ! -e /etc/rostrum/rostrum.env ]; then install -m 600 "$to/rostrum.env" /etc/rostrum/rostrum.env; fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi

echo "Installed in $to. Next:"
echo '  edit /etc/rostrum/rostrum.env'
echo '  systemctl enable rostrum && systemctl restart rostrum'
echo '  journalctl -u rostrum          what it says'
