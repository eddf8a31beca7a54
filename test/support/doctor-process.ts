/** The doctor as a process of its own, as its users run it. */
import { runServer, type ServerProcess } from './server-process.ts';
import type { Ending } from './test-server.ts';

export interface DoctorReport {
  readonly ok: boolean;
  readonly counts: Readonly<Record<'passed' | 'warned' | 'failed' | 'skipped', number>>;
  readonly checks: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly said: string;
    readonly fix?: string;
    readonly ms: number;
  }[];
}

export function runDoctorProcess(
  t: Ending,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ServerProcess {
  return runServer(t, { NO_COLOR: '1', ...environment }, ['doctor', ...args]);
}

/** Runs it with --json. @returns the exit code, the report, and by check `verdict: what was said`. */
export async function examine(t: Ending, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const run = runDoctorProcess(t, ['--json', ...args], environment);
  const code = await run.exited;
  await run.program.closed;
  const report = JSON.parse(run.stdout()) as DoctorReport;
  const said = Object.fromEntries(report.checks.map((check) => [check.id, `${check.verdict}: ${check.said}`]));
  return { code, report, said, stderr: run.stderr() };
}
