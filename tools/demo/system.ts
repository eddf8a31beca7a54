/** Starts the server as a process of its own, in embedded mode, and stops it. Knows no sessions. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readAsrReport } from '../../src/protocol/asr-report.ts';
import type { AsrReport } from '../../src/protocol/http-messages.ts';
import { CommandFailure } from '../../testkit/command/failure.ts';
import { Program } from '../../testkit/programs/program.ts';

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

/** @throws CommandFailure when the server does not start: a missing engine, a port that is taken, anything it says. */
export async function startSystem({ port, dataFolder, onLine }: SystemOptions): Promise<RunningSystem> {
  const program = new Program({
    args: serverProgram(),
    environment: {
      ...process.env,
      ROSTRUM_MODE: 'embedded',
      PORT: String(port),
      ADMIN_PORT: '0',
      DATA_FOLDER: dataFolder,
    },
    onLine,
  });
  const died = program.closed.then((how) => reasonOf(program.lastLines) ?? `it ended (${how})`);
  try {
    const ready = await program.lineThat(readyServer, START_TIMEOUT_MS);
    return { ...ready, died, stop: async () => void (await program.stop()) };
  } catch {
    const wasLate = program.isAlive;
    await program.stop();
    throw new CommandFailure(wasLate ? 'the server did not start in time' : `the server did not start: ${await died}`);
  }
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
