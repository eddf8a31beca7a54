#!/bin/sh
# Builds a Debian system in a folder, and runs a command in it. Run as root. All mounts are in a separate namespace: no other
# process sees them, and they end with the command, however it ends.
#
#   debian-root.sh build FOLDER SUITE MIRROR PACKAGES NODE          NODE: the program that becomes /usr/local/bin/node
#   debian-root.sh run FOLDER REPOSITORY MODULES MODEL COMMAND...   runs in REPOSITORY. It, MODULES and MODEL (the folder of
#                                                                   the speech model; empty: none) are mounted read-only
#   debian-root.sh remove FOLDER...
set -eu
PATH=$PATH:/usr/sbin:/sbin

action=$1
shift
if [ "${DEBIAN_ROOT_APART:-}" != "$action" ]; then
  # The command ends with the process that started this script, and all its processes end with it.
  DEBIAN_ROOT_APART=$action exec setpriv --pdeathsig KILL \
    unshare --mount --propagation private --pid --fork --kill-child "$0" "$action" "$@"
fi
unset DEBIAN_ROOT_APART

case $action in
  build)
    folder=$1 suite=$2 mirror=$3 packages=$4 node=$5
    # Only one build at a time; a process that waited finds the folder built.
    exec 9> "$folder.lock"
    flock 9
    if [ -d "$folder" ]; then exit 0; fi
    # Built under another name, so that an unfinished system is never used.
    half=$folder.half
    rm -rf --one-file-system "$half"
    # Leaves out the same files as Debian's slim images. Unsafe I/O is faster, and an interrupted build is repeated anyway.
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
    # Each at the path it has outside, so that messages name the same files.
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
