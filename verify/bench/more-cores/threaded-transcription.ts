/**
 * The transcription port in front of another thread, which opens the streams. Audio leaves the session's queue only when the
 * other thread asks for it. Knows no service. A prototype for measuring: see "More than one core" in docs/performance.md.
 */
import type {
  TranscriptionListener,
  TranscriptionPort,
  TranscriptionRequest,
} from '../../../src/actors/ports/transcription.ts';
import { toSharedClockMs } from './thread-clock.ts';
import {
  type CloseOrder,
  type Frame,
  type OpenOrder,
  packFrames,
  type UpstreamFact,
  type UpstreamFacts,
  type UpstreamOrders,
} from './thread-messages.ts';
import { TurnBatch } from './turn-batch.ts';

/** The other thread: a `Worker`, or a `MessagePort`. */
export interface UpstreamThread {
  postMessage(orders: UpstreamOrders, transferred: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (facts: UpstreamFacts) => void): unknown;
}

interface OpenStream {
  readonly source: AsyncIterator<Uint8Array>;
  readonly listener: TranscriptionListener;
  readonly forget: () => void;
}

interface Orders {
  readonly opens: OpenOrder[];
  readonly frames: Frame[];
  readonly closes: CloseOrder[];
}

export class ThreadedTranscription implements TranscriptionPort {
  readonly #streams = new Map<number, OpenStream>();
  readonly #orders: TurnBatch<Orders>;
  readonly #clockMs = toSharedClockMs();
  #opened = 0;
  #isLost = false;

  constructor(thread: UpstreamThread) {
    this.#orders = new TurnBatch<Orders>(
      () => ({ opens: [], frames: [], closes: [] }),
      ({ opens, frames, closes }) => {
        const packed = frames.length === 0 ? undefined : packFrames(frames);
        thread.postMessage({ opens, frames: packed, closes }, packed === undefined ? [] : [packed]);
      },
    );
    thread.on('message', ({ asks, stops, facts }) => {
      for (const stream of asks) this.#feed(stream);
      for (const stream of stops) this.#stop(stream);
      for (const fact of facts) this.#pass(fact);
    });
  }

  open(request: TranscriptionRequest, signal: AbortSignal, listener: TranscriptionListener): void {
    const { audio, sourceLanguage, sampleRateHz, isStandby = false } = request;
    const stream = this.#opened;
    this.#opened += 1;
    const abort = () => this.#orders.open.closes.push({ stream, how: 'abort' });
    const forget = () => signal.removeEventListener('abort', abort);
    this.#streams.set(stream, { source: audio[Symbol.asyncIterator](), listener, forget });
    if (this.#isLost) {
      queueMicrotask(() => this.#lose(stream));
      return;
    }
    this.#orders.open.opens.push({ stream, sourceLanguage, sampleRateHz, isStandby });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  }

  /** The other thread is gone: its streams end, and no other is opened. */
  lose(): void {
    this.#isLost = true;
    for (const stream of [...this.#streams.keys()]) this.#lose(stream);
  }

  #lose(stream: number): void {
    const detail = 'the thread of upstream streams has ended';
    this.#pass({ stream, signal: { type: 'ended', clean: false, failure: 'connectionLost', detail } });
  }

  #feed(stream: number): void {
    this.#streams
      .get(stream)
      ?.source.next()
      .then(({ done, value }) => {
        if (!this.#streams.has(stream)) return;
        const { frames, closes } = this.#orders.open;
        if (done === true) closes.push({ stream, how: 'end' });
        else frames.push({ stream, pcm: value });
      });
  }

  #stop(stream: number): void {
    void this.#streams.get(stream)?.source.return?.();
  }

  #pass(fact: UpstreamFact): void {
    const open = this.#streams.get(fact.stream);
    if (open === undefined) return;
    if ('results' in fact) {
      open.listener.onResults(fact.results, fact.receivedAt - this.#clockMs);
      return;
    }
    if (fact.signal.type === 'ended') {
      this.#streams.delete(fact.stream);
      open.forget();
      void open.source.return?.();
    }
    open.listener.onSignal(fact.signal);
  }
}
