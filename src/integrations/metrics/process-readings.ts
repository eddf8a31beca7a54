/**
 * Measures the process: delay and utilisation of its event loop, memory, CPU time. The event loop is measured over
 * fixed windows of 15 s, so that several readers do not affect each other's values.
 */
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ClockPort } from '../../actors/ports/clock.ts';
import type { Reading } from './catalogue.ts';

/** A reader that reads at least this often misses no window. */
const WINDOW_MS = 15_000;
/** Interval of the timer that measures the delay. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;
const US_PER_S = 1e6;
const PERCENTILES = { p50: 50, p99: 99, max: 100 } as const;

export class ProcessReadings {
  readonly #clock: ClockPort;
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #since: EventLoopUtilization = performance.eventLoopUtilization();
  /** The last full window; undefined during the first one. */
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

  /** Stops measuring. */
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
        // The measured value is the time between two timers, so an exact timer gives RESOLUTION_MS. Without one: NaN.
        const ns = this.#delay.count === 0 ? 0 : this.#delay.percentile(percentile);
        return { name: 'EventLoopDelay', value: Math.max(0, ns / NS_PER_MS - RESOLUTION_MS), labels: { at } };
      }),
      { name: 'EventLoopUtilization', value: utilization },
    ];
  }
}
