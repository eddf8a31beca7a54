/** Commands of this repository as their users run them, from their sources. What still runs is ended with the test. */
import { type Ended, Program } from '../../testkit/programs/program.ts';
import type { Ending } from './test-server.ts';

/** @param entry from the repository's root. @param settings on top of this process's environment. */
export function startCommand(
  t: Ending,
  entry: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Program {
  const program = new Program({
    args: ['--import', 'tsx', entry, ...args],
    environment: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...settings },
    maxOutput: Number.POSITIVE_INFINITY,
  });
  t.after(async () => {
    await program.stop();
  });
  return program;
}

/** Runs a command to its end. */
export function runCommand(
  t: Ending,
  entry: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startCommand(t, entry, args, settings).ended();
}
