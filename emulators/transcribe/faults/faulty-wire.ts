/** The response side of a stream under faults: passes on, holds back or keeps silent, and tells what happens when. */
import type { OutgoingHttpHeaders } from 'node:http2';
import type { ServiceException } from '../service-exceptions.ts';
import type { StreamWire } from '../stream-wire.ts';
import type { StreamFact } from './moment.ts';

export interface FaultyWireInput {
  /** What is passed on goes here. */
  readonly inner: StreamWire;
  /** Told before and after what the facts are about; it may hold or silence the wire there and then. */
  readonly tell: (fact: StreamFact) => void;
  /** The response is over: `end`, or an exception's name. */
  readonly ended: (how: string) => void;
  /** More is waiting than may be held. */
  readonly overflow: () => void;
}

/** Steps held back, a few a second at most. */
const MAX_WAITING = 10_000;

export class FaultyWire implements StreamWire {
  readonly #input: FaultyWireInput;
  #mode: 'passing' | 'held' | 'silent' = 'passing';
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #echo: OutgoingHttpHeaders | undefined;

  constructor(input: FaultyWireInput) {
    this.#input = input;
  }

  open(echo: OutgoingHttpHeaders): void {
    const { tell } = this.#input;
    this.#echo = echo;
    this.#say(() => tell({ type: 'opening' }));
    this.#say(() => {
      this.openNow();
      tell({ type: 'opened' });
    });
  }

  event(body: string): void {
    const { inner, tell } = this.#input;
    this.#say(() => {
      inner.event(body);
      const { Transcript } = JSON.parse(body) as { Transcript: { Results: readonly { IsPartial: boolean }[] } };
      const hasPartial = Transcript.Results.some(({ IsPartial }) => IsPartial);
      tell({ type: 'event', hasPartial, hasFinal: Transcript.Results.some(({ IsPartial }) => !IsPartial) });
    });
  }

  fail(exception: ServiceException): void {
    const { inner, tell, ended } = this.#input;
    if (this.#echo === undefined) this.#say(() => tell({ type: 'opening' }));
    this.#say(() => {
      inner.fail(exception);
      ended(exception.name);
    });
  }

  end(): void {
    const { inner, tell, ended } = this.#input;
    this.#say(() => tell({ type: 'ending' }));
    this.#say(() => {
      inner.end();
      ended('end');
    });
  }

  /** The headers, if they have not gone yet. */
  openNow(): void {
    this.#input.inner.open(this.#echo ?? {});
  }

  /** What is said from now on goes out in `ms`, in order. */
  hold(ms: number): void {
    if (this.#mode === 'silent') return;
    this.#mode = 'held';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#release(), ms);
  }

  /** Nothing is said any more. Leaves no timer. */
  silence(): void {
    this.#mode = 'silent';
    this.#waiting = [];
    clearTimeout(this.#timer);
  }

  #say(step: () => void): void {
    if (this.#mode !== 'held') {
      if (this.#mode === 'passing') step();
      return;
    }
    this.#waiting.push(step);
    if (this.#waiting.length <= MAX_WAITING) return;
    this.silence();
    this.#input.overflow();
  }

  #release(): void {
    this.#mode = 'passing';
    while (this.#mode === 'passing') {
      const step = this.#waiting.shift();
      if (step === undefined) return;
      step();
    }
  }
}
