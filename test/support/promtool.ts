/** Prometheus' own tool, where it is installed: Debian's package prometheus has it, and .ci/run sees to it for CI. */
import { spawnSync } from 'node:child_process';

const MISSING = 'promtool is not installed (it is in Debian’s package prometheus)';
const RUNS_MS = 60_000;

/** @returns `skip` for a test that needs it. In CI it must be there: such a test is not skipped, and fails. */
export function findPromtool(): { readonly skip: string | false } {
  const isThere = spawnSync('promtool', ['--version'], { stdio: 'ignore', timeout: RUNS_MS }).status === 0;
  return { skip: isThere || process.env.CI === 'true' ? false : MISSING };
}

/** @returns what it said, on both outputs, and whether it found nothing wrong. Throws when it is not there. */
export function runPromtool(args: readonly string[], options: { input?: string; cwd?: string } = {}) {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, {
    ...options,
    encoding: 'utf8',
    timeout: RUNS_MS,
  });
  if (error) throw new Error(MISSING, { cause: error });
  return { isFine: status === 0, output: `${stdout}${stderr}` };
}
