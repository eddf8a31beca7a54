/** Ctrl-C and SIGTERM, for a command that has started what must be ended: the first asks it to leave, a later one ends it. */
import { CommandFailure, EXIT } from './failure.ts';

/** Signals closer together than this are one: they come from the terminal, and once more passed on by npm. */
const REPEATED_SIGNAL_MS = 1_000;

/** What of a process the watch needs; a test's own has no signals of a system. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

/** @param leave called once, at the first signal. A signal that comes a second later ends the process at once, with 130. */
export function onInterruption(
  leave: () => void,
  { source = process as SignalSource, now = performance.now } = {},
): void {
  let firstMs: number | undefined;
  const hear = () => {
    if (firstMs === undefined) {
      firstMs = now.call(performance);
      leave();
    } else if (now.call(performance) - firstMs > REPEATED_SIGNAL_MS) source.exit(EXIT.interrupted);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) source.on(signal, hear);
}

/** Rejects when the signal is aborted, so that whatever is waited for is left at once. Never an unhandled rejection. */
export function untilInterrupted(signal: AbortSignal): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    const refuse = () => reject(new CommandFailure('interrupted', EXIT.interrupted));
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
  interrupted.catch(() => {});
  return interrupted;
}
