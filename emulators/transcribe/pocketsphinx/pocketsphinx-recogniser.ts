/** Recognition of English by PocketSphinx: limits the streams and spreads them over decoding threads. */

import type { RecogniserInfo } from '../../../src/integrations/emulators/recogniser-info.ts';
import type { Recogniser, RecogniserListener, RecogniserOpening, RecogniserRequest } from '../recogniser.ts';
import { WorkerThread } from './worker-thread.ts';

export interface PocketSphinxOptions {
  /** Decoding threads, 1 or more. Default 2. A core decodes about six speakers in real time. */
  readonly workers?: number;
  /** Streams at once, over all threads. Each takes about 60 MB. Default 25. */
  readonly maxStreams?: number;
}

const LANGUAGE = 'en-US';
const SAMPLE_RATE_HZ = 16_000;

/**
 * Loads the library and the model in every thread.
 * @throws Error, one line naming the Debian packages, when they are missing.
 */
export async function startPocketSphinx(options: PocketSphinxOptions = {}): Promise<Recogniser> {
  const { workers = 2, maxStreams = 25 } = options;
  const outcomes = await Promise.allSettled(Array.from({ length: workers }, () => WorkerThread.start()));
  const threads = outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await Promise.all(threads.map((thread) => thread.close()));
    throw failed.reason;
  }
  return new PocketSphinxRecogniser(threads, maxStreams);
}

class PocketSphinxRecogniser implements Recogniser {
  readonly info: RecogniserInfo;
  readonly #threads: WorkerThread[];
  readonly #maxStreams: number;
  #closed = false;

  constructor(threads: WorkerThread[], maxStreams: number) {
    this.#threads = threads;
    this.#maxStreams = maxStreams;
    this.info = { engine: 'pocketsphinx', model: 'PocketSphinx en-us', languages: ['en'], maxStreams };
  }

  open(request: RecogniserRequest, listener: RecogniserListener): RecogniserOpening {
    if (request.languageCode !== LANGUAGE) {
      return refused('unsupported', `The local recogniser knows ${LANGUAGE} only, not ${request.languageCode}.`);
    }
    if (request.sampleRateHz !== SAMPLE_RATE_HZ) {
      return refused('unsupported', `The local recogniser takes ${SAMPLE_RATE_HZ} Hz only.`);
    }
    const living = this.#threads.filter((thread) => !thread.gone);
    if (living.reduce((sum, { load }) => sum + load, 0) >= this.#maxStreams) {
      return refused('full', `The local recogniser hears ${this.#maxStreams} streams at once.`);
    }
    const idlest = living.sort((a, b) => a.load - b.load)[0];
    if (living.length < this.#threads.length) this.#replaceLost();
    if (idlest === undefined) return refused('broken', 'The local recogniser is starting again.');
    return { ok: true, session: idlest.open(listener) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  /** After a crash the streams of that thread are lost. The next stream that opens starts a new thread. */
  #replaceLost(): void {
    for (const [i, thread] of this.#threads.entries()) {
      if (!thread.gone) continue;
      this.#threads.splice(i, 1);
      WorkerThread.start().then(
        (fresh) => {
          if (this.#closed) void fresh.close();
          else this.#threads.push(fresh);
        },
        // The library loaded before, so the start is tried again with a later stream. Until then there is one thread less.
        () => this.#threads.push(thread),
      );
      return;
    }
  }
}

function refused(reason: 'unsupported' | 'full' | 'broken', message: string): RecogniserOpening {
  return { ok: false, reason, message };
}
