/**
 * A speech engine that understands audio made for it: each sample of a word is the word's number, silence is 0. Its results
 * name the words and the very samples it heard of them, so that one lost or doubled is seen. Misbehaves on order.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { EngineSpec } from '../../../emulators/transcribe/hearing/engine-spec.ts';
import type { Hearing, HearingRequest, LoadedEngine } from '../../../emulators/transcribe/hearing/hearing.ts';
import type { RecognisedResult } from '../../../emulators/transcribe/recogniser.ts';

/** Given as the `modelConfig` of a spec. */
export interface FakeEngineOrders {
  /** Loading fails with this. */
  readonly failure?: string;
  /** A port of loopback it connects to: whoever listens there sees when the process ends. */
  readonly lifelinePort?: number;
  /** Each decode keeps the processor busy for so long. */
  readonly decodeMs?: number;
  /** What it takes and keeps at each final. */
  readonly growBytes?: number;
  /** Printed on both outputs at each final, so many times. */
  readonly lines?: number;
  /** A word on which the engine throws. */
  readonly throwsOn?: number;
  /** A word on which the process goes on for ever. Whoever listens at `lifelinePort` is sent its process id first. */
  readonly hangsOn?: number;
}

/** Silence that ends an utterance: 100 ms. */
export const PAUSE_SAMPLES = 1_600;
/** How far behind what it has heard it rests. */
const PRE_ROLL_SAMPLES = 3_200;

const kept: Uint8Array[] = [];
let lifeline: Socket | undefined;

export function fakeSpec(orders: FakeEngineOrders = {}): EngineSpec {
  return { kind: 'sherpaOffline', modelConfig: { ...orders }, maxClipMs: 9_000, voiceDetector: '-' };
}

export async function openFakeEngine(spec: EngineSpec): Promise<LoadedEngine> {
  if (spec.kind !== 'sherpaOffline') throw new Error('not a fake');
  const orders: FakeEngineOrders = spec.modelConfig;
  if (orders.failure !== undefined) throw new Error(`${orders.failure}\nwith more lines`);
  if (orders.lifelinePort !== undefined) {
    lifeline = connect(orders.lifelinePort, '127.0.0.1');
    await once(lifeline, 'connect');
  }
  return createFakeEngine(orders);
}

export function createFakeEngine(orders: FakeEngineOrders = {}, spend = spin): LoadedEngine {
  return { emptyUtterances: 0, createHearing: (request) => new FakeHearing(request, orders, spend) };
}

interface Heard {
  readonly word: number;
  readonly from: number;
  to: number;
}

class FakeHearing implements Hearing {
  readonly #request: HearingRequest;
  readonly #orders: FakeEngineOrders;
  readonly #spend: (ms: number) => void;
  readonly #closed: Heard[][] = [];
  #position: number;
  #floor: number;
  #open: Heard[] | undefined;
  #silence = 0;
  #decodedTo = 0;
  #utterance = 0;

  constructor(request: HearingRequest, orders: FakeEngineOrders, spend: (ms: number) => void) {
    this.#request = request;
    this.#orders = orders;
    this.#spend = spend;
    this.#position = request.firstSample;
    this.#floor = request.firstSample + request.knownSamples;
  }

  get due(): Hearing['due'] {
    if (this.#closed.length > 0) return 'final';
    if (this.#open === undefined) return undefined;
    return this.#position - this.#decodedTo >= this.#request.stepMs() * 16 ? 'partial' : undefined;
  }

  get restingAt(): number | undefined {
    if (this.#open !== undefined || this.#closed.length > 0) return undefined;
    return Math.max(this.#floor, this.#position - PRE_ROLL_SAMPLES);
  }

  hear(samples: Float32Array): void {
    for (const sample of samples) this.#hearSample(Math.round(sample * 32_768));
  }

  work(): void {
    const closed = this.#closed.shift();
    const words = closed ?? this.#open;
    if (words === undefined) return;
    for (const { word } of words) {
      if (word === this.#orders.throwsOn) throw new Error(`word ${word} is too much`);
      if (word !== this.#orders.hangsOn) continue;
      lifeline?.write(`${process.pid}`);
      for (;;);
    }
    this.#spend(this.#orders.decodeMs ?? 0);
    this.#decodedTo = this.#position;
    if (closed !== undefined) this.#misbehave();
    this.#request.report(resultOf(`${words[0]?.from}-${this.#utterance}`, words, closed === undefined));
    if (closed !== undefined) this.#utterance++;
  }

  finish(): void {
    this.#close(this.#position);
  }

  #hearSample(word: number): void {
    const at = this.#position++;
    if (at < this.#floor) return;
    if (word === 0) {
      if (++this.#silence >= PAUSE_SAMPLES) this.#close(this.#position);
      return;
    }
    this.#silence = 0;
    if (this.#open === undefined) {
      this.#open = [];
      this.#decodedTo = at;
    }
    const last = this.#open.at(-1);
    if (last?.word === word && last.to === at) last.to++;
    else this.#open.push({ word, from: at, to: at + 1 });
  }

  #close(floor: number): void {
    if (this.#open === undefined) return;
    this.#closed.push(this.#open);
    this.#open = undefined;
    this.#floor = floor;
  }

  #misbehave(): void {
    const { growBytes = 0, lines = 0 } = this.#orders;
    if (growBytes > 0) kept.push(new Uint8Array(growBytes).fill(1));
    for (let n = 0; n < lines; n++) {
      process.stdout.write(`out ${n}\n`);
      process.stderr.write(`err ${n}\n`);
    }
  }
}

/** The words of a transcript are `NUMBER:FROM-TO`, in samples. */
function resultOf(resultId: string, words: readonly Heard[], isPartial: boolean): RecognisedResult {
  const items = words.map(({ word, from, to }) => ({
    content: `${word}:${from}-${to}`,
    type: 'pronunciation' as const,
    startTime: from / 16_000,
    endTime: to / 16_000,
    stable: !isPartial,
  }));
  const transcript = items.map(({ content }) => content).join(' ');
  const [startTime, endTime] = [items[0]?.startTime ?? 0, items.at(-1)?.endTime ?? 0];
  return { resultId, isPartial, startTime, endTime, transcript, items };
}

function spin(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until; );
}
