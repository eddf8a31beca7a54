/** Ctrl-C and SIGTERM: the first signal lets a command end what it has started, a later one ends the process. */
import { CommandFailure, EXIT } from './failure.ts';

/** Signals closer together than this are one: the terminal sends a signal, and npm passes it on once more. */
const REPEATED_SIGNAL_MS = 1_000;

/** The part of a process that is used here; tests replace it. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

/** @param leave called once, at the first signal. A signal more than a second later ends the process at once, with 130. */
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

/** Rejects when the signal is aborted, so that a race with it ends at once. Never an unhandled rejection. */
export function untilInterrupted(signal: AbortSignal): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    const refuse = () => reject(new CommandFailure('interrupted', EXIT.interrupted));
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
  interrupted.catch(() => {});
  return interrupted;
}
