/** The servers of one run under their limits: groups made, filled and removed, and what was used in the measured time. */
import type { ReadyServer } from '../stage.ts';
import { CpuGroup } from './cpu-group.ts';
import type { CpuSplit } from './result.ts';
import { shareOfThread, type ThreadTimes, threadTimes } from './thread-time.ts';
import type { Variant } from './variants.ts';

interface Reading {
  readonly times: ThreadTimes;
  readonly periods: number;
  readonly held: number;
}

export class HeldServers {
  readonly #isEach: boolean;
  /** One for each process. */
  readonly #groups: readonly CpuGroup[];
  /** Of the main thread and what helps it, and of the upstream streams' thread. */
  readonly #threads: readonly CpuGroup[];
  #firstPid = 0;
  #upstreamThread = 0;
  readonly #readings: Reading[] = [];

  /** @param percent of a core, for each share. @throws CommandFailure with why this machine cannot. */
  constructor(variant: Variant, percent: number) {
    this.#isEach = variant.threads === 'each';
    this.#groups = Array.from({ length: variant.processes }, () => new CpuGroup(percent * variant.shares));
    this.#threads = this.#isEach ? [0, 1].map(() => new CpuGroup(percent, this.#groups[0])) : [];
  }

  hold(servers: readonly ReadyServer[]): void {
    for (const [n, { pid }] of servers.entries()) this.#groups[n]?.add(pid);
    const [first] = servers;
    if (first === undefined) return;
    this.#firstPid = first.pid;
    this.#upstreamThread = Number(first.line.upstreamThread ?? 0);
    const [main, upstream] = this.#threads;
    if (main === undefined || upstream === undefined) return;
    for (const thread of threadTimes(first.pid).keys())
      (thread === this.#upstreamThread ? upstream : main).addThread(thread);
  }

  /** When the measured time begins, and when it ends. */
  read(): void {
    const group = this.#threads[0] ?? this.#groups[0];
    const { periods, held } = group?.throttling ?? { periods: 0, held: 0 };
    this.#readings.push({ times: threadTimes(this.#firstPid), periods, held });
  }

  /** Of the first process, between both readings. */
  get split(): CpuSplit {
    const none: Reading = { times: new Map(), periods: 0, held: 0 };
    const [before = none, after = none] = this.#readings;
    return {
      mainThreadPercent: shareOfThread(this.#firstPid, before.times, after.times),
      upstreamThreadPercent: shareOfThread(this.#upstreamThread, before.times, after.times),
      throttledPercent: (100 * (after.held - before.held)) / Math.max(1, after.periods - before.periods),
    };
  }

  /** Once they have ended. */
  async remove(): Promise<void> {
    for (const group of [...this.#threads, ...this.#groups]) await group.remove();
  }
}
