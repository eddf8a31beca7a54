/** One run of k6: its script and settings, its process, and its summary. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../testkit/programs/child-environment.ts';
import { type K6Summary, readSummary } from './k6-summary.ts';

const YIELDING = constants.priority.PRIORITY_LOW;
const SCRIPTS = fileURLToPath(new URL('../../load/', import.meta.url));
/** k6's exit code for a missed threshold. The run itself succeeded. */
const THRESHOLD_MISSED = 99;
const LINES_KEPT = 5;

export interface K6RunOptions {
  readonly program: string;
  readonly script: string;
  /** As load/README.md lists them. */
  readonly settings: Readonly<Record<string, string>>;
  /** k6 writes its report to it, a web page. */
  readonly dashboardFile: string | undefined;
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

export function runK6({ program, script, settings, summaryFile, dashboardFile }: K6RunOptions): K6Run {
  const told = Object.entries({ ...settings, SUMMARY: summaryFile }).flatMap(([name, value]) => [
    '-e',
    `${name}=${value}`,
  ]);
  const args = ['run', '--quiet', '--address', '127.0.0.1:0', '--log-format', 'raw', '--include-system-env-vars=false'];
  const child = spawn(program, [...args, ...told, join(SCRIPTS, `${script}.ts`)], {
    env: childEnvironment({
      // k6 makes garbage for each message. Rarer collections leave more CPU time to the server and cost some memory.
      GOGC: '400',
      ...(dashboardFile === undefined ? {} : dashboard(dashboardFile)),
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

/** The report alone, without the port that shows the run while it lasts. A report needs some of its periods. */
function dashboard(file: string): Readonly<Record<string, string>> {
  return {
    K6_WEB_DASHBOARD: 'true',
    K6_WEB_DASHBOARD_EXPORT: resolve(file),
    K6_WEB_DASHBOARD_PORT: '-1',
    K6_WEB_DASHBOARD_PERIOD: '1s',
  };
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
