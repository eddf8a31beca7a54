#!/bin/sh
# A Debian system in a folder, and a command in it. Run as root. All mounts are in a namespace of its own: they end with the
# command, however it ends, and nobody else sees them.
#
#   debian-root.sh build FOLDER SUITE MIRROR PACKAGES NODE    NODE is the program that becomes /usr/local/bin/node
#   debian-root.sh run FOLDER REPOSITORY MODULES MODEL COMMAND...   in the repository; it, its modules and the folder of the
#                                             speech model (empty: none) cannot be written to there
#   debian-root.sh remove FOLDER...
set -eu
PATH=$PATH:/usr/sbin:/sbin

action=$1
shift
if [ "${DEBIAN_ROOT_APART:-}" != "$action" ]; then
  # It ends with whoever started it, and every process of it ends with it.
  DEBIAN_ROOT_APART=$action exec setpriv --pdeathsig KILL \
    unshare --mount --propagation private --pid --fork --kill-child "$0" "$action" "$@"
fi
unset DEBIAN_ROOT_APART

case $action in
  build)
    folder=$1 suite=$2 mirror=$3 packages=$4 node=$5
    # One at a time; whoever had to wait finds it built.
    exec 9> "$folder.lock"
    flock 9
    if [ -d "$folder" ]; then exit 0; fi
    # Beside its place, so that half of a system is never taken for a whole one.
    half=$folder.half
    rm -rf --one-file-system "$half"
    # As in Debian's slim images; and nothing is lost when power fails while it is built.
    mkdir -p "$half/etc/dpkg/dpkg.cfg.d"
    printf 'force-unsafe-io\npath-exclude /usr/share/%s/*\n' doc > "$half/etc/dpkg/dpkg.cfg.d/small"
    printf 'path-exclude /usr/share/%s/*\n' info locale man >> "$half/etc/dpkg/dpkg.cfg.d/small"
    mount -t proc proc /proc
    debootstrap --variant=minbase --include="$packages" "$suite" "$half" "$mirror"
    rm -rf "$half"/var/cache/apt/archives/*.deb "$half"/var/lib/apt/lists/*
    install -m 755 "$node" "$half/usr/local/bin/node"
    mv "$half" "$folder"
    ;;
  run)
    folder=$1 repository=$2 modules=$3 model=$4
    shift 4
    mount -t proc proc "$folder/proc"
    mount --rbind /dev "$folder/dev"
    mount -t tmpfs tmpfs "$folder/tmp"
    # Each at its own path, so that messages name files as outside.
    for shared in "$repository" "$modules" "$model"; do
      if [ -z "$shared" ]; then continue; fi
      mkdir -p "$folder$shared"
      mount --bind "$shared" "$folder$shared"
      mount -o remount,bind,ro "$folder$shared"
    done
    # shellcheck disable=SC2016
    exec chroot "$folder" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/root LANG=C.UTF-8 NO_COLOR="${NO_COLOR:-}" \
      CI="${CI:-}" EMBEDDED_ASR_MODEL_FOLDER="$model" sh -c 'cd "$1" && shift && exec "$@"' sh "$repository" "$@"
    ;;
  remove)
    rm -rf --one-file-system "$@"
    ;;
esac
