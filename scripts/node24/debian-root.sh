#!/bin/sh
# Builds a Debian system in a folder, and runs a command in it. Run as root. All mounts are in a separate namespace: no other
# process sees them, and they end with the command, however it ends.
#
#   debian-root.sh build FOLDER SUITE MIRROR PACKAGES NODE          NODE: the program that becomes /usr/local/bin/node
#   debian-root.sh run FOLDER REPOSITORY MODULES MODEL COMMAND...   runs in REPOSITORY. It, MODULES and MODEL (the folder of
#                                                                   the speech model; empty: none) are mounted read-only
#   debian-root.sh boot FOLDER REPOSITORY MODULES MODEL COMMAND...  the same in a system that systemd has started, on a network of
#                                                                   its own. No word of COMMAND has a space in it
#   debian-root.sh image FOLDER LAYERS OUT REPOSITORY MODULES NPM COMMAND...
#                                                                   runs with layers (a:b, a on top) over the system. OUT is /out,
#                                                                   writable. With NPM (the folder of npm) MODULES is also
#                                                                   /app/node_modules, and what is changed there is forgotten
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

# Mounts folders at the paths that they have outside, so that messages name the same files.
share() {
  inside=$1
  shift
  for shared in "$@"; do
    if [ -z "$shared" ]; then continue; fi
    mkdir -p "$inside$shared"
    mount --bind "$shared" "$inside$shared"
    mount -o remount,bind,ro "$inside$shared"
  done
}

# Mounts folders, each over the next, with a layer in memory on top: every start finds them as they were.
# Sets `layer` and `root`.
overlay() {
  layer=$1.layer
  mkdir -p "$layer"
  mount -t tmpfs tmpfs "$layer"
  root=$layer/root
  mkdir "$root" "$layer/upper" "$layer/work"
  mount -t overlay overlay -o "lowerdir=$2,upperdir=$layer/upper,workdir=$layer/work" "$root"
}

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
    share "$folder" "$repository" "$modules" "$model"
    # shellcheck disable=SC2016
    exec chroot "$folder" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/root LANG=C.UTF-8 NO_COLOR="${NO_COLOR:-}" \
      CI="${CI:-}" EMBEDDED_ASR_MODEL_FOLDER="$model" sh -c 'cd "$1" && shift && exec "$@"' sh "$repository" "$@"
    ;;
  boot)
    folder=$1 repository=$2 modules=$3 model=$4
    shift 4
    overlay "$folder" "$folder"
    share "$root" "$repository" "$modules" "$model"
    mount -t tmpfs tmpfs "$root/tmp"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for device in null zero full random urandom tty; do
      : > "$root/dev/$device"
      mount --bind "/dev/$device" "$root/dev/$device"
    done
    ln -s /proc/self/fd "$root/dev/fd"
    ln -s pts/ptmx "$root/dev/ptmx"
    mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    # The system ends with the command, and with its exit code.
    cat > "$root/etc/systemd/system/check.service" << UNIT
[Unit]
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
WorkingDirectory=$repository
Environment=PATH=/usr/local/bin:/usr/bin:/bin HOME=/root LANG=C.UTF-8 "EMBEDDED_ASR_MODEL_FOLDER=$model"
ExecStart=$*
StandardOutput=file:/check.log
StandardError=inherit
UNIT
    # A control group of its own, so that systemd sees and moves no process of this machine.
    mkdir "$layer/cgroup"
    mount -t cgroup2 cgroup2 "$layer/cgroup"
    group=$(mktemp -d "$layer/cgroup/rostrum-check-XXXXXX")
    sh -c 'echo 0 > "$1/cgroup.procs" && shift && exec "$@"' sh "$group" \
      timeout --signal KILL 180 \
      unshare --mount --propagation private --pid --fork --kill-child --cgroup --ipc --uts --net \
      sh -euc 'cd "$1"
        mount -t proc proc proc
        mount -t sysfs -o ro sysfs sys
        mount -t cgroup2 cgroup2 sys/fs/cgroup
        mount -t tmpfs -o mode=755 tmpfs run
        # Not chroot: systemd makes mounts for its services, and those need a root that is a mount itself.
        pivot_root . mnt
        umount --lazy mnt
        mount --make-rshared /
        exec env -i container=rostrum-check PATH=/usr/sbin:/usr/bin:/sbin:/bin /usr/lib/systemd/systemd --unit=check.service' sh "$root" ||
      code=$?
    cat "$root/check.log" || true
    # Everything in it has ended with its first process.
    find "$group" -depth -type d -exec rmdir {} +
    exit "${code:-0}"
    ;;
  image)
    folder=$1 layers=$2 out=$3 repository=$4 modules=$5 npm=$6
    shift 6
    overlay "$folder" "$layers:$folder"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -t tmpfs tmpfs "$root/tmp"
    share "$root" "$repository" "$modules" "$npm"
    if [ -n "$out" ]; then
      mkdir "$root/out"
      mount --bind "$out" "$root/out"
    fi
    if [ -n "$npm" ]; then
      ln -s "$npm/bin/npm-cli.js" "$root/usr/local/bin/npm"
      mkdir "$layer/modules" "$layer/modules-work" "$root/app/node_modules"
      mount -t overlay overlay -o "lowerdir=$modules,upperdir=$layer/modules,workdir=$layer/modules-work" "$root/app/node_modules"
    fi
    exec chroot "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/root LANG=C.UTF-8 "$@"
    ;;
  remove)
    rm -rf --one-file-system "$@"
    ;;
esac
