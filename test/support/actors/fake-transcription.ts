/** A transcription service under the test's control: pulls audio, says what it is told to say, and keeps count. */
import type {
  TranscriptionItem,
  TranscriptionListener,
  TranscriptionPort,
  TranscriptionRequest,
  TranscriptionResult,
  TranscriptionSignal,
} from '../../../src/actors/ports/transcription.ts';
import type { TranscribeFailure } from '../../../src/machines/failures.ts';

export type StreamScript = (stream: FakeStream) => void;

export class FakeTranscription implements TranscriptionPort {
  readonly #now: () => number;
  readonly streams: FakeStream[] = [];
  /** Whether new streams pull by themselves. */
  pulls = true;
  /** What a new stream does at once; by default it says it is open. */
  script: StreamScript = (stream) => stream.opened();

  /** @param now When results come, monotonic ms. */
  constructor(now = () => 0) {
    this.#now = now;
  }

  open(request: TranscriptionRequest, signal: AbortSignal, listener: TranscriptionListener): void {
    const stream = new FakeStream(request, signal, listener, this.#now);
    this.streams.push(stream);
    if (this.pulls) void stream.pullAll();
    this.script(stream);
  }

  /** Streams that have not ended. */
  get openCount(): number {
    return this.streams.filter((stream) => !stream.isOver).length;
  }

  /** The newest. */
  get last(): FakeStream {
    const last = this.streams.at(-1);
    if (last === undefined) throw new Error('no stream was opened');
    return last;
  }
}

export class FakeStream {
  readonly request: TranscriptionRequest;
  readonly signal: AbortSignal;
  readonly frames: Uint8Array[] = [];
  /** The end of the audio was pulled: a real adapter sends the end frame now. */
  gotEndFrame = false;
  isOver = false;
  /** What is said when the end frame comes; by default that all is well. */
  onEndFrame: StreamScript = (stream) => stream.endClean();
  readonly #listener: TranscriptionListener;
  readonly #now: () => number;
  readonly #iterator: AsyncIterator<Uint8Array>;

  constructor(request: TranscriptionRequest, signal: AbortSignal, listener: TranscriptionListener, now: () => number) {
    this.#now = now;
    this.request = request;
    this.signal = signal;
    this.#listener = listener;
    this.#iterator = request.audio[Symbol.asyncIterator]();
    signal.addEventListener('abort', () => this.die('connectionLost'), { once: true });
  }

  get bytes(): number {
    return this.frames.reduce((sum, frame) => sum + frame.byteLength, 0);
  }

  /** @returns the next frame; undefined at the end. */
  async pull(): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#iterator.next();
    if (!done) {
      this.frames.push(value);
      return value;
    }
    this.gotEndFrame = true;
    if (!this.isOver) this.onEndFrame(this);
    return undefined;
  }

  async pullAll(): Promise<void> {
    while ((await this.pull()) !== undefined);
  }

  /** Others are first. */
  wait(): void {
    this.say({ type: 'queued' });
  }

  admit(waitedMs: number): void {
    this.say({ type: 'admitted', waitedMs });
  }

  opened(): void {
    this.say({ type: 'opened' });
  }

  hear(...results: TranscriptionResult[]): void {
    if (!this.isOver) this.hearLate(...results);
  }

  endClean(): void {
    this.say({ type: 'ended', clean: true });
  }

  die(failure: TranscribeFailure): void {
    this.say({ type: 'ended', clean: false, failure, detail: 'as the test says' });
  }

  /** `ended` is said once, as the port promises. */
  say(signal: TranscriptionSignal): void {
    if (this.isOver) return;
    this.isOver = signal.type === 'ended';
    this.sayLate(signal);
  }

  /** Even what a port must not say any more. */
  sayLate(signal: TranscriptionSignal): void {
    this.#listener.onSignal(signal);
  }

  /** Even when a port must not say anything any more. */
  hearLate(...results: TranscriptionResult[]): void {
    this.#listener.onResults(results, this.#now());
  }
}

export function result(
  kind: 'final' | 'partial',
  startMs: number,
  endMs: number,
  more: Partial<TranscriptionResult> = {},
): TranscriptionResult {
  const text = more.text ?? 'some words';
  return { resultId: 'result-1', isPartial: kind === 'partial', text, startMs, endMs, items: toWords(text), ...more };
}

/** @param stable How many of the words are marked stable, from the first on; all by default. */
export function toWords(text: string, stable: number | 'unmarked' = Number.POSITIVE_INFINITY): TranscriptionItem[] {
  return text.split(' ').map((content, at) => ({
    content,
    kind: 'pronunciation',
    startMs: 0,
    endMs: 0,
    ...(stable === 'unmarked' ? {} : { stable: at < stable }),
  }));
}
