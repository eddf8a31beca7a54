/** The doctor as a command: its streams, its environment, and its end. */
import { performance } from 'node:perf_hooks';
import pc from 'picocolors';
import { prepareSdk, processEnvironment, readConfig } from '../config/config.ts';
import { loadCalls } from './aws/load.ts';
import { CHECKS } from './checks.ts';
import { runDoctor } from './doctor.ts';
import { toErrorLine } from './error-line.ts';
import { createRedaction } from './redaction.ts';

/** Ends the process with the doctor's exit code, whatever a check has left open. */
export async function doctorCommand(args: readonly string[]): Promise<void> {
  prepareSdk();
  const environment = processEnvironment();
  let hasStray = false;
  // An error outside of every promise, from a socket that a check left behind: no other check may pay for it.
  process.on('uncaughtException', (error) => {
    hasStray = true;
    const redact = createRedaction(environment, []);
    process.stderr.write(`rostrum doctor: an error outside of the checks: ${redact(toErrorLine(error))}\n`);
  });
  // Whoever reads the output may have enough of it, as head has: the checks and the exit code are the same.
  process.stdout.on('error', () => {});
  const { stop, exitCode } = stopOnSignals();
  const code = await runDoctor(args, {
    checks: CHECKS,
    environment,
    readConfig,
    prepare: loadCalls,
    hasColours: pc.isColorSupported,
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    now: () => performance.now(),
    stop,
  });
  // Everything that was written is out before the process ends.
  process.stdout.write('', () => process.exit(exitCode() ?? (code === 0 && hasStray ? 1 : code)));
}

/** By number: a shell adds 128 to it. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;
/** For a check to end what it began, such as the session of live-audio, ms. */
const STOP_WITHIN_MS = 1_500;

/** @returns what ends the checks, and the exit code once a signal came. A second signal ends the process at once. */
function stopOnSignals(): { readonly stop: AbortSignal; readonly exitCode: () => number | undefined } {
  const stopping = new AbortController();
  let code: number | undefined;
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.once(name, () => {
      code = 128 + number;
      stopping.abort(new Error('the doctor was stopped'));
      // A check may not end.
      setTimeout(() => process.exit(code), STOP_WITHIN_MS);
    });
  }
  return { stop: stopping.signal, exitCode: () => code };
}
