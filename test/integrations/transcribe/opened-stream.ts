/** Opens a stream through the port and remembers what was reported. */
import assert from 'node:assert/strict';
import type {
  TranscriptionPort,
  TranscriptionResult,
  TranscriptionSignal,
} from '../../../src/actors/ports/transcription.ts';
import {
  createTranscriptionPort,
  type TranscriptionOptions,
} from '../../../src/integrations/transcribe/transcribe-port.ts';

/** All that a stream said, in order. */
export type Said = TranscriptionSignal | { type: 'results'; results: readonly TranscriptionResult[] };
export type Ended = TranscriptionSignal & { type: 'ended' };

/** Audio under the test's hand: endless unless it is finished. */
export class HeldAudio implements AsyncIterable<Uint8Array> {
  returned = 0;
  pulled = 0;
  readonly #chunks: Uint8Array[] = [];
  #wake: () => void = () => {};
  #finished = false;

  push(...chunks: Uint8Array[]): this {
    this.#chunks.push(...chunks);
    this.#wake();
    return this;
  }

  finish(): this {
    this.#finished = true;
    this.#wake();
    return this;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: async () => {
        for (;;) {
          const value = this.#chunks.shift();
          if (value) {
            this.pulled += 1;
            return { done: false, value };
          }
          if (this.#finished) return { done: true, value: undefined };
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      },
      return: async () => {
        this.returned += 1;
        this.finish();
        return { done: true, value: undefined };
      },
    };
  }
}

export class OpenedStream {
  readonly signals: Said[] = [];
  readonly release = new AbortController();
  readonly ended: Promise<Ended>;
  readonly #waiting: { type: string; count: number; resolve: () => void }[] = [];

  constructor(port: TranscriptionPort, audio: AsyncIterable<Uint8Array>, sourceLanguage = 'en') {
    this.ended = new Promise((resolve) => {
      const hear = (said: Said) => {
        this.signals.push(said);
        if (said.type === 'ended') resolve(said);
        for (const { type, count, resolve: told } of this.#waiting) if (this.#count(type) >= count) told();
      };
      port.open({ sourceLanguage, sampleRateHz: 16_000, audio }, this.release.signal, {
        onSignal: hear,
        onResults: (results) => hear({ type: 'results', results }),
      });
    });
  }

  /** Resolves when `count` signals of the type have been reported. */
  seen(type: Said['type'], count = 1): Promise<void> {
    if (this.#count(type) >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ type, count, resolve }));
  }

  types(): string[] {
    return this.signals.map(({ type }) => type);
  }

  #count(type: string): number {
    return this.signals.filter((signal) => signal.type === type).length;
  }
}

export function portTo(endpoint: string, more: Partial<TranscriptionOptions> = {}): TranscriptionPort {
  const credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
  return createTranscriptionPort({ region: 'us-east-1', endpoint, credentials, ...more });
}

/** `ended` came last and once, and names this failure (or one of several: `a|b`). */
export function assertFailed(stream: OpenedStream, failure: string, detail?: RegExp): void {
  assert.equal(stream.types().filter((type) => type === 'ended').length, 1);
  const last = stream.signals.at(-1);
  assert.ok(last?.type === 'ended' && !last.clean, `not a failure: ${JSON.stringify(last)}`);
  assert.ok(failure.split('|').includes(last.failure), `${last.failure}, not ${failure}: ${last.detail}`);
  if (detail) assert.match(last.detail, detail);
}
