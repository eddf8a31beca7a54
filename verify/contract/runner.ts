/** Checks promises, several at a time. Prints nothing and starts no server. */
import { Broken, Skipped } from './expectation.ts';
import type { Promised } from './promise.ts';
import type { Stage } from './stage.ts';

export type Verdict =
  | { readonly kind: 'kept' }
  | { readonly kind: 'broken'; readonly expected: string; readonly got: string }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'notYet'; readonly reason: string };

export interface Result {
  readonly promise: Promised;
  readonly verdict: Verdict;
  readonly elapsedMs: number;
}

export interface RunnerOptions {
  /** Rejects with Skipped when there is no such server, with another error when it did not start. */
  readonly stageFor: (promise: Promised) => Promise<Stage>;
  readonly atOnce: number;
  /** Time limit of one check. The start of its server has its own limit. */
  readonly deadlineMs: number;
  /** The reason why a failed check counts as skipped at this server. Undefined: it counts as failed. */
  readonly excuse?: (broken: Broken) => string | undefined;
  readonly onResult: (result: Result) => void;
}

/** @returns the results in the order of the promises. */
export async function runPromises(promises: readonly Promised[], options: RunnerOptions): Promise<Result[]> {
  const results = new Map<Promised, Result>();
  const settle = async (promise: Promised) => {
    const startedMs = performance.now();
    const verdict = await judge(promise, options);
    const result = { promise, verdict, elapsedMs: Math.round(performance.now() - startedMs) };
    results.set(promise, result);
    options.onResult(result);
  };
  await runAll(startOrder(promises.filter(({ last }) => !last)), settle, options.atOnce);
  await runAll(lanesOf(promises.filter(({ last }) => last)), settle, options.atOnce);
  return promises.flatMap((promise) => results.get(promise) ?? []);
}

async function judge(promise: Promised, { stageFor, deadlineMs, excuse }: RunnerOptions): Promise<Verdict> {
  if (promise.notYet !== undefined) return { kind: 'notYet', reason: `not yet promised: ${promise.notYet}` };
  let stage: Stage | undefined;
  let timer: NodeJS.Timeout | undefined;
  let tooLate = () => {};
  const late = new Promise<never>((_, reject) => {
    tooLate = () => reject(new Broken(`an end within ${deadlineMs / 1000} s`, 'none'));
  });
  try {
    stage = await stageFor(promise);
    timer = setTimeout(() => tooLate(), deadlineMs);
    await Promise.race([promise.check(stage), late]);
    return { kind: 'kept' };
  } catch (error) {
    return verdictOn(error, excuse);
  } finally {
    clearTimeout(timer);
    await stage?.close().catch(() => {});
  }
}

function verdictOn(error: unknown, excuse: RunnerOptions['excuse']): Verdict {
  if (error instanceof Skipped) return { kind: 'skipped', reason: error.message };
  const reason = error instanceof Broken ? excuse?.(error) : undefined;
  if (reason !== undefined) return { kind: 'skipped', reason };
  if (error instanceof Broken) return { kind: 'broken', expected: error.expected, got: error.got };
  const line = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { kind: 'broken', expected: 'the check to end', got: line.split('\n')[0] ?? '' };
}

/** Promises with the same `alone` form one lane. Every other promise has its own lane. */
function lanesOf(promises: readonly Promised[]): Promised[][] {
  const lanes = new Map<string, Promised[]>();
  for (const promise of promises) {
    const name = promise.alone === undefined ? `id ${promise.id}` : `alone ${promise.under} ${promise.alone}`;
    lanes.set(name, [...(lanes.get(name) ?? []), promise]);
  }
  return [...lanes.values()];
}

/** Slow promises come first, because others can be checked while they wait. */
function startOrder(promises: readonly Promised[]): Promised[][] {
  const urgency = (lane: Promised[]) => {
    if (lane.some(({ isSlow }) => isSlow)) return 2;
    return lane.length > 1 || lane.some(({ under }) => under !== 'standard') ? 1 : 0;
  };
  return lanesOf(promises).sort((a, b) => urgency(b) - urgency(a));
}

async function runAll(lanes: Promised[][], settle: (promise: Promised) => Promise<void>, atOnce: number) {
  const queue = [...lanes];
  const worker = async () => {
    for (let lane = queue.shift(); lane !== undefined; lane = queue.shift()) {
      for (const promise of lane) await settle(promise);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, lanes.length) }, worker));
}
