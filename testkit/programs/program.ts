/** A program of this repository, run as a process of its own and known by its ready line. Reads nothing of its code. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;
const MAX_OUTPUT = 100_000;

export interface Program {
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly output: { stdout: string; stderr: string };
}

/** @param entry from the repository's root. @param environment on top of the caller's, without its Rostrum settings. */
export function run(entry: string, args: readonly string[], environment: Readonly<Record<string, string>>): Program {
  const loader = entry.endsWith('.ts') ? ['--import', 'tsx'] : [];
  const child = spawn(process.execPath, [...loader, join(ROOT, entry), ...args], {
    cwd: ROOT,
    env: { ...plainEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (part: Buffer) => {
      if (output[name].length < MAX_OUTPUT) output[name] += part;
    });
  }
  // Whoever started it and ends at once leaves nothing running.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit').then(([code]) => {
    process.off('exit', kill);
    return code as number | null;
  });
  return { child, exited, output };
}

/** The first line on standard output, as JSON. Rejects when the process ends before it, or says nothing for a minute. */
export async function readyLine({ child, exited, output }: Program): Promise<Record<string, unknown>> {
  let timer: NodeJS.Timeout | undefined;
  const line = new Promise<string>((resolve, reject) => {
    const look = () => {
      const [first, ...rest] = output.stdout.split('\n');
      if (first && rest.length > 0) resolve(first);
    };
    child.stdout?.on('data', look);
    look();
    void exited.then((code) => reject(new Error(`it ended with ${code}: ${output.stderr.trim()}`)));
    timer = setTimeout(() => reject(new Error(`not ready: ${output.stderr.trim()}`)), READY_WITHIN_MS);
  });
  try {
    return JSON.parse(await line) as Record<string, unknown>;
  } finally {
    clearTimeout(timer);
  }
}

/** SIGTERM, and after a while SIGKILL. @returns the exit code. */
export async function stop({ child, exited }: Program, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM') {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  const code = await exited;
  clearTimeout(timer);
  return code;
}

/** Whether a program of this name is on the caller's PATH. */
export function isInstalled(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/** The settings that the repository documents, with their defaults; empty where there is none. */
export function documentedSettings(): Record<string, string> {
  const lines = readFileSync(join(ROOT, '.env.example'), 'utf8').matchAll(/^#? ?([A-Z][A-Z0-9_]+)=(.*)$/gm);
  return Object.fromEntries(Array.from(lines, ([, name = '', value = '']) => [name, value]));
}

/** The caller's environment without what the servers under test would take for settings. */
function plainEnvironment(): Record<string, string> {
  // Of children that are killed there is nothing to record, and recording slows down what is measured here.
  const settings = new Set([...Object.keys(documentedSettings()), 'NODE_V8_COVERAGE']);
  const kept = Object.entries(process.env).filter(([name]) => !settings.has(name) && !name.startsWith('AWS_'));
  return Object.fromEntries(kept.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
