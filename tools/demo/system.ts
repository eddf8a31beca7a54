/** Starts the server as a process of its own, in embedded mode, and stops it. Knows no sessions. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readAsrReport } from '../../src/protocol/asr-report.ts';
import type { AsrReport } from '../../src/protocol/http-messages.ts';
import { CommandFailure } from '../../testkit/command/failure.ts';
import { reasonOf } from './server-log.ts';

export interface SystemOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataFolder: string;
  /** Gets every line the server writes. */
  readonly onLine: (line: string) => void;
}

export interface RunningSystem {
  readonly port: number;
  /** What recognises the talk. */
  readonly asr: AsrReport;
  /** Resolves only if the server ends by itself, with the reason in one line. */
  readonly died: Promise<string>;
  /** Lets the server finish, for 10 s at most. */
  stop(): Promise<void>;
}

type ReadyServer = Pick<RunningSystem, 'port' | 'asr'>;

const ROOT = join(import.meta.dirname, '../..');
const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
/** Lines kept to find the reason in, when the server ends. */
const MAX_KEPT_LINES = 50;

/** @throws CommandFailure when the server does not start: a missing engine, a port that is taken, anything it says. */
export async function startSystem({ port, dataFolder, onLine }: SystemOptions): Promise<RunningSystem> {
  const child = spawn(process.execPath, serverProgram(), {
    cwd: ROOT,
    env: { ...process.env, ROSTRUM_MODE: 'embedded', PORT: String(port), ADMIN_PORT: '0', DATA_FOLDER: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const take = (line: string) => {
    lines.push(line);
    if (lines.length > MAX_KEPT_LINES) lines.shift();
    onLine(line);
  };
  createInterface({ input: child.stderr }).on('line', take);
  const stdout = createInterface({ input: child.stdout }).on('line', take);

  const died = once(child, 'close').then(([code, signal]) => reasonOf(lines) ?? `it ended (${signal ?? code})`);
  const listening = new Promise<ReadyServer>((resolve) => {
    stdout.on('line', (line) => {
      const found = readyServer(line);
      if (found !== undefined) resolve(found);
    });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CommandFailure('the server did not start in time')), START_TIMEOUT_MS);
  });
  try {
    const failed = died.then((reason) => Promise.reject(new CommandFailure(`the server did not start: ${reason}`)));
    return { ...(await Promise.race([listening, failed, late])), died, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(timer);
}

/** What the line says that tells that the server is ready; undefined of any other line. */
export function readyServer(line: string): ReadyServer | undefined {
  try {
    const { msg, port, asr } = JSON.parse(line) as Record<string, unknown>;
    const report = readAsrReport(asr);
    return msg === 'listening' && typeof port === 'number' && report ? { port, asr: report } : undefined;
  } catch {
    return undefined;
  }
}

/** The build when it is there and no source is newer; else the sources themselves. */
function serverProgram(): string[] {
  const built = join(ROOT, 'dist/server/index.js');
  const builtAt = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (builtAt > newestSource()) return [built];
  return ['--import', import.meta.resolve('tsx'), join(ROOT, 'src/server/index.ts')];
}

function newestSource(): number {
  const sources = ['src', 'pipeline'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(ROOT, folder, name)),
  );
  return Math.max(...sources.map((file) => statSync(file).mtimeMs));
}
