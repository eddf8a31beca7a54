/** An engine's host in this process, behind the interface of a process: messages go to and fro when the test says so. */
import { EngineHost } from '../../../emulators/transcribe/engine-process/engine-host.ts';
import type {
  EngineCommand,
  EngineReport,
  HearingOrder,
} from '../../../emulators/transcribe/engine-process/engine-messages.ts';
import type {
  EngineProcessEvents,
  EngineStart,
  HearingEvents,
  PooledProcess,
  RemoteHearing,
} from '../../../emulators/transcribe/engine-process/pooled-process.ts';
import type { LoadedEngine } from '../../../emulators/transcribe/hearing/hearing.ts';

type Step = 'command' | 'report' | 'work';

export class LocalProcess implements PooledProcess {
  readonly pid = 1;
  readonly leaving = 0;
  readonly #host: EngineHost;
  readonly #hearings = new Map<number, HearingEvents>();
  readonly #commands: Exclude<EngineCommand, { type: 'start' }>[] = [];
  readonly #reports: EngineReport[] = [];
  readonly #work: (() => void)[] = [];
  #nextId = 1;

  constructor(engine: LoadedEngine, now: () => number = () => 0) {
    this.#host = new EngineHost(engine, {
      say: (report) => this.#reports.push(structuredClone(report)),
      now,
      soon: (work) => this.#work.push(work),
      rssBytes: () => 1,
    });
  }

  get speakers(): number {
    return this.#hearings.size;
  }

  /** What waits to be done next, of each kind one. */
  get steps(): Step[] {
    const all = [
      this.#commands.length > 0 && 'command',
      this.#reports.length > 0 && 'report',
      this.#work.length > 0 && 'work',
    ];
    return all.filter((step) => step !== false) as Step[];
  }

  take(step: Step): void {
    if (step === 'work') this.#work.shift()?.();
    else if (step === 'command') {
      const command = this.#commands.shift();
      if (command !== undefined) this.#host.obey(command);
    } else {
      const report = this.#reports.shift();
      if (report !== undefined && 'id' in report) this.#route(report);
    }
  }

  listen(_: EngineProcessEvents): void {}

  async start(): Promise<EngineStart> {
    return { ok: true, rssBytes: 1 };
  }

  open(order: HearingOrder, events: HearingEvents): RemoteHearing {
    const id = this.#nextId++;
    this.#hearings.set(id, events);
    this.#commands.push({ type: 'open', id, ...order });
    return {
      hear: (pcm) => this.#commands.push({ type: 'audio', id, pcm }),
      finish: () => this.#commands.push({ type: 'finish', id }),
      close: () => {
        if (this.#hearings.delete(id)) this.#commands.push({ type: 'close', id });
      },
    };
  }

  retire(): void {
    for (const id of this.#hearings.keys()) this.#commands.push({ type: 'rest', id });
  }

  async close(): Promise<void> {}

  kill(): void {}

  #route(report: Extract<EngineReport, { id: number }>): void {
    const events = this.#hearings.get(report.id);
    if (report.type === 'results') events?.results(report.results);
    else if (report.type === 'heard') events?.heard(report.sample);
    else {
      this.#hearings.delete(report.id);
      if (report.type === 'rested') events?.rested(report.sample);
      else if (report.type === 'finished') events?.finished();
      else events?.failed(report.message);
    }
  }
}
