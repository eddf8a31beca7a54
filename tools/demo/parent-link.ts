/** A client process's IPC channel to the demo: input, commands, reports. Ends the process when the demo has ended. */
import type { FailedReport } from './reports.ts';

export interface ParentLink<Input, Command, Report> {
  readonly input: Input;
  report(report: Report): void;
  onCommand(take: (command: Command) => void): void;
  /** Reports why the client cannot go on, and ends the process. */
  fail(message: string): void;
}

/** Call once, as the first thing in a process that client-process.ts started. */
export function connectToParent<Input, Command, Report>(): ParentLink<Input, Command, Report> {
  const [, , input] = process.argv;
  if (process.send === undefined || input === undefined) {
    process.stderr.write('this is a part of the demo: npm run demo starts it\n');
    process.exit(2);
  }
  const report = (message: Report | FailedReport, sent?: () => void) => {
    process.send?.(message, undefined, undefined, () => sent?.());
  };
  const fail = (message: string) => report({ kind: 'failed', message }, () => process.exit(1));
  if (process.connected === false) process.exit(0);
  process.once('disconnect', () => process.exit(0));
  // Ctrl-C reaches every process of the terminal. The demo handles it and ends this process.
  process.on('SIGINT', () => {});
  process.once('uncaughtException', (error) => fail(error.message));
  return {
    input: JSON.parse(input) as Input,
    report,
    onCommand: (take) => process.on('message', (command) => take(command as Command)),
    fail,
  };
}
