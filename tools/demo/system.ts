/** Starts the server in its own process, in embedded mode, and stops it. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readAsrReport } from '../../src/protocol/asr-report.ts';
import type { AsrReport } from '../../src/protocol/http-messages.ts';
import { CommandFailure } from '../../testkit/command/failure.ts';
import { Program } from '../../testkit/programs/program.ts';

import { reasonOf } from './server-log.ts';

export interface SystemOptions {
  /** 0: a free port. */
  readonly port: number;
  readonly dataFolder: string;
  /** Gets every line the server writes. */
  readonly onLine: (line: string) => void;
}

export interface RunningSystem {
  readonly port: number;
  /** The server's recogniser. */
  readonly asr: AsrReport;
  /** Resolves only if the server ends by itself, with the reason in one line. */
  readonly died: Promise<string>;
  /** Stops the server. Its sessions have up to 10 s to end. */
  stop(): Promise<void>;
}

type ReadyServer = Pick<RunningSystem, 'port' | 'asr'>;

const ROOT = join(import.meta.dirname, '../..');
const START_TIMEOUT_MS = 30_000;

/** @throws CommandFailure when the server does not start, with the server's own reason: a missing engine, a taken port. */
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

/** Reads the line with which the server says that it is ready. Undefined for any other line. */
export function readyServer(line: string): ReadyServer | undefined {
  try {
    const { msg, port, asr } = JSON.parse(line) as Record<string, unknown>;
    const report = readAsrReport(asr);
    return msg === 'listening' && typeof port === 'number' && report ? { port, asr: report } : undefined;
  } catch {
    return undefined;
  }
}

/** The built program if it exists and no source is newer, otherwise the sources. */
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
