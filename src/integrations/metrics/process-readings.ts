/**
 * How the process itself is: how late its event loop runs, how busy it is, what memory and CPU time it takes. The event
 * loop is told of over windows of 15 s, whoever asks and how often: a reading takes nothing from the next one.
 */
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { Reading } from './catalogue.ts';

/** Ask at least this often, and no window is missed. */
const WINDOW_MS = 15_000;
/** A timer every so often measures the delay. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;
const US_PER_S = 1e6;
const PERCENTILES = { p50: 50, p99: 99, max: 100 } as const;

export class ProcessReadings {
  readonly #clock: ClockPort;
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #since: EventLoopUtilization = performance.eventLoopUtilization();
  /** Of the last full window; of the first one as far as it has gone. */
  #window: readonly Reading[] | undefined;
  #timer: unknown;

  constructor(clock: ClockPort) {
    this.#clock = clock;
    this.#delay.enable();
    this.#wait();
  }

  read(): Reading[] {
    const { user, system } = process.cpuUsage();
    const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const memory = Object.entries({ rss, heapTotal, heapUsed, external, arrayBuffers });
    return [
      ...(this.#window ?? this.#eventLoop()),
      ...memory.map(([kind, value]): Reading => ({ name: 'ProcessMemory', value, labels: { kind } })),
      { name: 'ProcessCpu', value: user / US_PER_S, labels: { mode: 'user' } },
      { name: 'ProcessCpu', value: system / US_PER_S, labels: { mode: 'system' } },
    ];
  }

  /** Measures nothing any more. */
  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#delay.disable();
  }

  #wait(): void {
    this.#timer = this.#clock.setTimeout(() => {
      this.#window = this.#eventLoop();
      this.#delay.reset();
      this.#since = performance.eventLoopUtilization();
      this.#wait();
    }, WINDOW_MS);
  }

  #eventLoop(): Reading[] {
    const { utilization } = performance.eventLoopUtilization(this.#since);
    return [
      ...Object.entries(PERCENTILES).map(([at, percentile]): Reading => {
        // From one timer to the next: on time it is the resolution. Before the first there is no number.
        const ns = this.#delay.count === 0 ? 0 : this.#delay.percentile(percentile);
        return { name: 'EventLoopDelay', value: Math.max(0, ns / NS_PER_MS - RESOLUTION_MS), labels: { at } };
      }),
      { name: 'EventLoopUtilization', value: utilization },
    ];
  }
}
