/** One run of k6: its script and settings, its process, and its summary. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../testkit/programs/child-environment.ts';
import { type K6Summary, readSummary } from './k6-summary.ts';

const YIELDING = constants.priority.PRIORITY_LOW;
const SCRIPTS = fileURLToPath(new URL('./scripts', import.meta.url));
/** k6's exit code for a missed threshold. The run itself succeeded. */
const THRESHOLD_MISSED = 99;
const LINES_KEPT = 5;

export interface K6RunOptions {
  readonly program: string;
  readonly script: string;
  /** Added to this process's environment. For the script's settings see scripts/settings.ts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly summaryFile: string;
}

export interface K6Run {
  readonly pid: number | undefined;
  /** Rejects with k6's last output when it fails. */
  readonly summary: Promise<K6Summary>;
  /** The script's last errors, and their number. */
  readonly complaints: { count: number; last: string[] };
  stop(): void;
}

export function runK6({ program, script, environment, summaryFile }: K6RunOptions): K6Run {
  const args = ['run', '--quiet', '--address', '127.0.0.1:0', '--log-format', 'raw', '--include-system-env-vars'];
  const child = spawn(program, [...args, join(SCRIPTS, `${script}.ts`)], {
    env: childEnvironment({
      // k6 makes garbage for each message. Rarer collections leave more CPU time to the server and cost some memory.
      GOGC: '400',
      ...environment,
      LOAD_SUMMARY: summaryFile,
      // Otherwise k6 sends usage statistics and looks for extensions in the network.
      K6_NO_USAGE_REPORT: 'true',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
    }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // k6 runs on the server's machine, so the server gets a core first. k6 measures how late it is itself.
  if (child.pid !== undefined) setPriority(child.pid, YIELDING);
  const complaints = { count: 0, last: [] as string[] };
  listen(child, complaints);
  return { pid: child.pid, summary: summaryOf(child, complaints, summaryFile), complaints, stop: () => child.kill() };
}

function listen(child: ChildProcess, complaints: { count: number; last: string[] }): void {
  let rest = '';
  child.stderr?.on('data', (part: Buffer) => {
    const lines = `${rest}${part}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((each) => each.trim() !== '')) {
      complaints.count += 1;
      complaints.last = [...complaints.last, line].slice(-LINES_KEPT);
    }
  });
}

async function summaryOf(child: ChildProcess, complaints: { last: string[] }, file: string): Promise<K6Summary> {
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0 && code !== THRESHOLD_MISSED) {
    throw new Error(`k6 ended with ${signal ?? code}: ${complaints.last.join(' | ')}`);
  }
  return readSummary(await readFile(file, 'utf8'));
}
