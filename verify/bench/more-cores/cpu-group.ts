/** Holds processes to a share of a core, by a control group of the kernel. Linux, and mostly as root. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure, EXIT } from '../../../testkit/command/failure.ts';
import { type CpuControl, cpuLimits, findCpuControl, parseThrottling, type Throttling } from './cpu-control.ts';

const NAME = 'rostrum-bench-';
/** A group is in use until the kernel has forgotten the last of its processes. */
const FORGOTTEN_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 50;

let made = 0;
/** Folders of the groups that are not removed yet, the inner ones last. */
const present = new Set<string>();
// Of an interrupted command, whose programs have just been killed.
process.once('exit', () => {
  const still = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; present.size > 0 && waitedMs < FORGOTTEN_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
    for (const folder of [...present].reverse()) tryRemove(folder);
    if (present.size > 0) Atomics.wait(still, 0, 0, LOOK_EVERY_MS);
  }
});

export class CpuGroup {
  readonly #version: CpuControl['version'];
  readonly #folder: string;

  /**
   * @param percent of one core, of all its processes or threads together.
   * @param within a group that has their whole process, for a group of threads.
   * @throws CommandFailure with why this machine cannot.
   */
  constructor(percent: number, within?: CpuGroup) {
    const control = cpuControl();
    const folder = within === undefined ? control.folder : within.#folder;
    made += 1;
    this.#version = control.version;
    this.#folder = join(folder, `${NAME}${process.pid}-${made}`);
    try {
      if (control.version === 2) writeFileSync(join(folder, 'cgroup.subtree_control'), '+cpu');
      mkdirSync(this.#folder);
      present.add(this.#folder);
      if (control.version === 2 && within !== undefined) writeFileSync(join(this.#folder, 'cgroup.type'), 'threaded');
      for (const [file, text] of Object.entries(cpuLimits(control.version, percent)))
        writeFileSync(join(this.#folder, file), text);
    } catch (error) {
      tryRemove(this.#folder);
      throw refused((error as Error).message);
    }
  }

  /** The process with all its threads, and those that it starts. @throws CommandFailure when the kernel refuses. */
  add(pid: number): void {
    this.#write('cgroup.procs', pid);
  }

  /** One thread, and those that it starts. @throws CommandFailure when the kernel refuses. */
  addThread(thread: number): void {
    this.#write(this.#version === 2 ? 'cgroup.threads' : 'tasks', thread);
  }

  get throttling(): Throttling {
    return parseThrottling(readFileSync(join(this.#folder, 'cpu.stat'), 'utf8'));
  }

  /** Once its processes have ended, and the groups within it are removed. */
  async remove(): Promise<void> {
    for (let waitedMs = 0; !tryRemove(this.#folder) && waitedMs < FORGOTTEN_WITHIN_MS; waitedMs += LOOK_EVERY_MS)
      await sleep(LOOK_EVERY_MS);
  }

  #write(file: string, id: number): void {
    try {
      writeFileSync(join(this.#folder, file), String(id));
    } catch (error) {
      throw refused((error as Error).message);
    }
  }
}

/** Removes the groups that an earlier command was killed before removing. Groups in use stay. */
export function removeLeftGroups(): void {
  for (const group of groupsIn(cpuControl().folder)) {
    for (const inner of groupsIn(group)) tryRemove(inner);
    tryRemove(group);
  }
}

function groupsIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => (name.startsWith(NAME) ? [join(folder, name)] : []));
}

function cpuControl(): CpuControl {
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  };
  const control = findCpuControl(read('/proc/mounts'), (folder) => read(join(folder, 'cgroup.controllers')));
  if (control === undefined) throw refused('no control groups with the CPU controller are mounted');
  return control;
}

function refused(why: string): CommandFailure {
  return new CommandFailure(`this machine does not let a process be held to a share of a core: ${why}`, EXIT.failed);
}

/** @returns whether it is gone. */
function tryRemove(folder: string): boolean {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
  }
  present.delete(folder);
  return true;
}
