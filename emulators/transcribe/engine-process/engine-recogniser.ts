/** Recognition by speech engines in their own processes: limits the streams and places each in a process. */
import { availableParallelism } from 'node:os';
import { SAMPLE_RATE_HZ } from '../../../src/audio/pcm.ts';
import type { RecogniserInfo } from '../../../src/integrations/emulators/recogniser-info.ts';
import type { EngineSpec } from '../hearing/engine-spec.ts';
import type { Recogniser, RecogniserListener, RecogniserOpening, RecogniserRequest } from '../recogniser.ts';
import { EnginePool } from './engine-pool.ts';
import { EngineProcess } from './engine-process.ts';
import type { PingLimits } from './ping-watch.ts';
import { SYSTEM_CLOCK } from './pool-clock.ts';
import { Speaker } from './speaker.ts';
import { askedStepMs } from './step-pace.ts';

export interface EngineOptions {
  readonly spec: EngineSpec;
  /** `maxStreams` and `languages` are the limits that are enforced. */
  readonly info: RecogniserInfo;
  /** The step of every stream, whatever stability it asks for. Under load the step grows. */
  readonly stepMs?: number | undefined;
  /** Default: one for each core, at most one for each stream. */
  readonly processes?: number | undefined;
  /**
   * Resident memory over which a process is replaced, plus 12 MB for each speaker. Default: 400 MB, or 200 MB more than its
   * model takes.
   */
  readonly memoryBoundBytes?: number | undefined;
  /** Called with each line about the processes. */
  readonly log: (line: string) => void;
  /** Called with each line that they print, which may quote speech. Default: `log`. */
  readonly printed?: ((line: string) => void) | undefined;
  readonly pings?: PingLimits | undefined;
  /** File of a program to run instead of the one with the real engines. */
  readonly program?: string | undefined;
}

/** The first four are of the present, the others since the start. */
export interface EngineCounters {
  readonly speakers: number;
  /** Processes, with those that are being replaced. */
  readonly processes: number;
  /** Resident memory of all processes. */
  readonly rssBytes: number;
  /** The longest step that the load requires. Streams that ask for a shorter step get this one. */
  readonly stepMs: number;
  /** Processes started after another one ended. */
  readonly restarts: number;
  /** Processes replaced because of their memory. */
  readonly recycles: number;
  /** How often such a bound was raised because it was too low for the number of speakers. */
  readonly raisedBounds: number;
  /** Speakers that were moved to another process. */
  readonly moved: number;
  /** Streams that failed, alone or with their process. */
  readonly failed: number;
  readonly refused: { readonly unsupported: number; readonly full: number; readonly broken: number };
  /** Partials that waited for more new audio than their stream asked for. */
  readonly stretchedSteps: number;
  /** Utterances with voice for which the engine gave no text. */
  readonly emptyTexts: number;
}

export interface EngineRecogniser extends Recogniser {
  readonly counters: EngineCounters;
  /** Ids of the processes that take speakers. */
  readonly pids: readonly number[];
  /** Replaces every process as if it had grown too large. Streams go on. */
  recycle(): Promise<void>;
}

/** Loads the engine in every process. Rejects with one line when that fails. Then no process is left running. */
export async function startEngineRecogniser(options: EngineOptions): Promise<EngineRecogniser> {
  const { spec, info, memoryBoundBytes, log, printed = log, pings, program } = options;
  const pool = await EnginePool.start({
    spec,
    processes: options.processes ?? Math.max(1, Math.min(availableParallelism(), info.maxStreams)),
    memoryBoundBytes,
    fork: () => new EngineProcess({ log: printed, ...(pings && { pings }), ...(program !== undefined && { program }) }),
    clock: SYSTEM_CLOCK,
    log,
  });
  return new PooledRecogniser(pool, info, options.stepMs);
}

class PooledRecogniser implements EngineRecogniser {
  readonly info: RecogniserInfo;
  readonly #pool: EnginePool;
  readonly #stepMs: number | undefined;
  readonly #counted = { moved: 0, failed: 0, refused: { unsupported: 0, full: 0, broken: 0 } };
  #speakers = 0;
  #isClosed = false;

  constructor(pool: EnginePool, info: RecogniserInfo, stepMs: number | undefined) {
    this.#pool = pool;
    this.info = info;
    this.#stepMs = stepMs;
  }

  get counters(): EngineCounters {
    const { processes, rssBytes, stepMs, counters } = this.#pool;
    const refused = { ...this.#counted.refused };
    return { speakers: this.#speakers, processes, rssBytes, stepMs, ...counters, ...this.#counted, refused };
  }

  get pids(): number[] {
    return this.#pool.ready.map(({ pid }) => pid).filter((pid) => pid !== undefined);
  }

  open(request: RecogniserRequest, listener: RecogniserListener): RecogniserOpening {
    const { languages, maxStreams } = this.info;
    const [language = ''] = request.languageCode.split('-');
    if (!languages.includes(language)) {
      const known = languages.join(', ');
      return this.#refuse('unsupported', `The local recogniser knows ${known} only, not ${request.languageCode}.`);
    }
    if (request.sampleRateHz !== SAMPLE_RATE_HZ) {
      return this.#refuse('unsupported', `The local recogniser takes ${SAMPLE_RATE_HZ} Hz only.`);
    }
    if (this.#speakers >= maxStreams) {
      return this.#refuse('full', `The local recogniser hears ${maxStreams} streams at once.`);
    }
    if (this.#isClosed) return this.#refuse('broken', 'The local recogniser is closed.');
    this.#speakers++;
    const session = new Speaker({
      order: { language, askedStepMs: askedStepMs(request.stability, this.#stepMs) },
      listener,
      // Undefined while an engine is being started again: the stream waits for it.
      process: this.#pool.place(),
      next: () => this.#pool.placeAgain(),
      whenReady: (begin, late) => this.#pool.queue.wait(begin, late),
      onMoved: () => {
        this.#counted.moved++;
        this.#pool.tidy();
      },
      onOver: (how) => {
        this.#speakers--;
        if (how === 'failed') this.#counted.failed++;
        this.#pool.tidy();
      },
    });
    return { ok: true, session };
  }

  recycle(): Promise<void> {
    return this.#pool.recycle();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#pool.close();
  }

  #refuse(reason: 'unsupported' | 'full' | 'broken', message: string): RecogniserOpening {
    this.#counted.refused[reason]++;
    return { ok: false, reason, message };
  }
}
