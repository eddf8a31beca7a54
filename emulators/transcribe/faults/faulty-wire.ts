/** The response side of a stream with faults: passes data on, delays it or drops it, and reports each step. */
import type { OutgoingHttpHeaders } from 'node:http2';
import type { ServiceException } from '../service-exceptions.ts';
import type { StreamWire } from '../stream-wire.ts';
import type { StreamFact } from './moment.ts';

export interface FaultyWireInput {
  /** The wire that data is passed on to. */
  readonly inner: StreamWire;
  /** Called before and after each step. It may hold or silence the wire at once. */
  readonly tell: (fact: StreamFact) => void;
  /** Called when the response is over, with `end` or an exception's name. */
  readonly ended: (how: string) => void;
  /** Called when more steps wait than may be held. */
  readonly overflow: () => void;
}

/** Most delayed steps. A stream has a few each second. */
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

  /** Sends the headers, if they were not sent yet. */
  openNow(): void {
    this.#input.inner.open(this.#echo ?? {});
  }

  /** Delays all that is written from now on by `ms`, in order. */
  hold(ms: number): void {
    if (this.#mode === 'silent') return;
    this.#mode = 'held';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#release(), ms);
  }

  /** Drops all that is written from now on. Leaves no timer. */
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
