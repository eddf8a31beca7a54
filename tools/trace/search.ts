/** Waits until Jaeger has the traces of the heard sentences. They come when the collector has decided to keep them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure } from '../../testkit/command/failure.ts';
import type { Jaeger } from './jaeger.ts';
import { brokenPromises, SERVER } from './promises.ts';
import type { Span } from './span.ts';

export interface SearchOptions {
  readonly jaeger: Pick<Jaeger, 'traces'>;
  /** Unix ms. */
  readonly sinceMs: number;
  /** Number of complete traces to find. */
  readonly count: number;
  readonly withinMs: number;
  readonly everyMs?: number;
}

/** @returns complete traces, those with most spans first. @throws CommandFailure that says what is missing, when time is up. */
export async function findTraces({
  jaeger,
  sinceMs,
  count,
  withinMs,
  everyMs = 500,
}: SearchOptions): Promise<Span[][]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const traces = await jaeger.traces(SERVER, sinceMs);
    const whole = traces.filter((trace) => brokenPromises(trace, traces).length === 0);
    if (whole.length >= count) return whole.sort((a, b) => b.length - a.length);
    if (performance.now() > deadline) throw new CommandFailure(complaint(traces, whole.length, count));
    await sleep(everyMs);
  }
}

function complaint(traces: readonly Span[][], whole: number, count: number): string[] {
  const lines = traces
    .map((trace) => ({ trace, broken: brokenPromises(trace, traces) }))
    .filter(({ broken }) => broken.length > 0)
    .map(({ trace, broken }) => `  ${trace[0]?.traceId} (${trace.length} spans): ${broken.join('; ')}`);
  const found = `${whole} of ${count} sentences heard have their whole trace in Jaeger`;
  return [traces.length === 0 ? `${found}; it has none of ${SERVER}` : found, ...lines];
}
