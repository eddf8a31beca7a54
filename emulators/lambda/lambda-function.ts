/** One function: its bounded event queue, its concurrency, and the process that runs it. No HTTP here. */
import type { LambdaCounters } from './counters.ts';
import type { Invocation, InvocationOutcome } from './runtime-messages.ts';
import { RuntimeProcess, type RuntimeProcessOptions } from './runtime-process.ts';

/** A log line for the endpoint's operator: output of the function, or an event of its process. */
export interface LambdaLogLine {
  readonly functionName: string;
  readonly source: 'stdout' | 'stderr' | 'endpoint';
  readonly line: string;
}

export interface LambdaFunctionOptions extends Omit<RuntimeProcessOptions, 'onLine' | 'onEnd'> {
  /** Invocations running at once, of both kinds. */
  readonly concurrency: number;
  /** Most waiting events. One more is refused, and so is an event that makes them longer than `maxQueuedChars`. */
  readonly maxQueuedEvents: number;
  readonly maxQueuedChars: number;
  readonly log: (line: LambdaLogLine) => void;
}

export class LambdaFunction {
  readonly #options: LambdaFunctionOptions;
  readonly #counters: LambdaCounters;
  readonly #processes = new Set<RuntimeProcess>();
  readonly #idle: (() => void)[] = [];
  #queue: Invocation[] = [];
  #queuedChars = 0;
  #running = 0;
  #current: RuntimeProcess | undefined;

  constructor(options: LambdaFunctionOptions, counters: LambdaCounters) {
    this.#options = options;
    this.#counters = counters;
    this.#current = this.#start();
  }

  /** Queues an event. Events start in the order of the queue and are not retried. @returns false when the queue is full. */
  offer(event: Invocation): boolean {
    const chars = event.payload.length;
    const isFull = this.#queue.length >= this.#options.maxQueuedEvents;
    if (isFull || this.#queuedChars + chars > this.#options.maxQueuedChars) return false;
    this.#queue.push(event);
    this.#queuedChars += chars;
    this.#counters.accepted += 1;
    this.#pump();
    return true;
  }

  /** Runs the invocation at once. @returns undefined when the concurrency is used up. Never rejects. */
  invoke(invocation: Invocation): Promise<InvocationOutcome> | undefined {
    if (this.#running >= this.#options.concurrency) return undefined;
    this.#counters.accepted += 1;
    return this.#run(invocation);
  }

  /** Resolves when no event is queued and no invocation runs. */
  drained(): Promise<void> {
    if (this.#running === 0 && this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Drops the queued events and ends the process. To be called last. */
  async end(): Promise<void> {
    const dropped = this.#queue.length;
    this.#counters.dropped += dropped;
    this.#queue = [];
    this.#queuedChars = 0;
    if (dropped > 0) this.#log(`${dropped} queued events dropped at close`);
    await Promise.all([...this.#processes].map((process) => process.end()));
  }

  #pump(): void {
    while (this.#running < this.#options.concurrency) {
      const event = this.#queue.shift();
      if (event === undefined) break;
      this.#queuedChars -= event.payload.length;
      void this.#run(event).then((outcome) => {
        // An event has no caller that waits for its outcome, so its failure is logged here.
        if (outcome.kind !== 'succeeded')
          this.#log(`event ${event.requestId} ${outcome.kind}: ${outcome.error.errorType}`);
      });
    }
    if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #run(invocation: Invocation): Promise<InvocationOutcome> {
    this.#running += 1;
    if (!this.#current?.isUsable) this.#current = this.#start();
    const outcome = await this.#current.invoke(invocation);
    this.#running -= 1;
    this.#counters[outcome.kind] += 1;
    this.#pump();
    return outcome;
  }

  #start(): RuntimeProcess {
    this.#counters.starts += 1;
    const { log, functionName } = this.#options;
    const process = new RuntimeProcess({
      ...this.#options,
      onLine: (source, line) => log({ functionName, source, line }),
      onEnd: ({ expected, detail }) => {
        this.#processes.delete(process);
        if (!expected) this.#log(`process ended (${detail}); the next invocation starts another`);
      },
    });
    this.#processes.add(process);
    return process;
  }

  #log(line: string): void {
    this.#options.log({ functionName: this.#options.functionName, source: 'endpoint', line });
  }
}
