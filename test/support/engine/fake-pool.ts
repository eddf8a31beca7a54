/** A pool of doubles for the processes, and a clock that the test turns. */
import assert from 'node:assert/strict';
import type { EngineStatus } from '../../../emulators/transcribe/engine-process/engine-messages.ts';
import { EnginePool } from '../../../emulators/transcribe/engine-process/engine-pool.ts';
import type { PoolClock } from '../../../emulators/transcribe/engine-process/pool-clock.ts';
import type {
  EngineProcessEvents,
  EngineStart,
  PooledProcess,
  RemoteHearing,
} from '../../../emulators/transcribe/engine-process/pooled-process.ts';
import { fakeSpec } from './fake-engine.ts';

export const MB = 1e6;

export class HandClock implements PoolClock {
  #now = 0;
  readonly #timers = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): () => void {
    const timer = () => act();
    this.#timers.set(timer, this.#now + ms);
    return () => this.#timers.delete(timer);
  }

  /** Milliseconds to the next timer; undefined: none is set. */
  get next(): number | undefined {
    const times = [...this.#timers.values()];
    return times.length === 0 ? undefined : Math.min(...times) - this.#now;
  }

  async pass(ms: number): Promise<void> {
    this.#now += ms;
    for (const [timer, at] of [...this.#timers]) {
      if (at > this.#now) continue;
      this.#timers.delete(timer);
      timer();
    }
    await settled();
  }
}

export class FakeProcess implements PooledProcess {
  static count = 0;
  readonly pid = ++FakeProcess.count;
  speakers = 0;
  /** How often all of them were to leave. */
  retired = 0;
  /** Told to go on elsewhere, with `rest`. */
  leaving = 0;
  isClosed = false;
  closing: Promise<void> | undefined;
  killedFor: string | undefined;
  #events: EngineProcessEvents | undefined;
  readonly #outcome: EngineStart | Promise<EngineStart>;

  constructor(outcome: EngineStart | Promise<EngineStart> = { ok: true, rssBytes: 200 * MB }) {
    this.#outcome = outcome;
  }

  listen(events: EngineProcessEvents): void {
    this.#events = events;
  }

  async start(): Promise<EngineStart> {
    const outcome = await this.#outcome;
    if (!outcome.ok) this.#events?.onEnd('exit status 1');
    return outcome;
  }

  open(): RemoteHearing {
    throw new Error('not asked of this double');
  }

  retire(count?: number): void {
    if (count === undefined) this.retired++;
    else this.leaving += count;
  }

  /** One of those who are to leave rests, and goes where the pool says. */
  rest(pool: EnginePool): void {
    assert.ok(this.leaving > 0, 'nobody is to leave');
    this.leaving--;
    this.speakers--;
    const next = pool.placeAgain();
    assert.ok(next instanceof FakeProcess);
    next.speakers++;
    pool.tidy();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.closing;
  }

  kill(why: string): void {
    this.killedFor = why;
    this.end(why);
  }

  end(how = 'signal SIGKILL'): void {
    this.#events?.onEnd(how);
  }

  is(status: Partial<EngineStatus>): void {
    this.#events?.onStatus({
      rssBytes: 200 * MB,
      decodeLoad: 0,
      stepMs: 0,
      stretchedSteps: 0,
      longestDecodeMs: undefined,
      emptyTexts: 0,
      ...status,
    });
  }
}

export async function startPool(first: readonly FakeProcess[], later: readonly (FakeProcess | Error)[] = []) {
  const clock = new HandClock();
  const lines: string[] = [];
  const forked: (FakeProcess | Error)[] = [...first, ...later];
  const pool = await EnginePool.start({
    spec: fakeSpec(),
    processes: first.length,
    fork: () => {
      const next = forked.shift();
      assert.ok(next, 'one process more than expected');
      if (next instanceof Error) throw next;
      return next;
    },
    clock,
    log: (line) => lines.push(line),
  });
  return { pool, clock, lines, forked };
}

/** What waits for promises that are kept already has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
