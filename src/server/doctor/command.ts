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
  const code = await runDoctor(args, {
    checks: CHECKS,
    environment,
    readConfig,
    prepare: loadCalls,
    hasColours: pc.isColorSupported,
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    now: () => performance.now(),
  });
  // Everything that was written is out before the process ends.
  process.stdout.write('', () => process.exit(code === 0 && hasStray ? 1 : code));
}
