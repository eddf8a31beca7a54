/**
 * The speaker's audio as the SDK pulls it. Never throws, and lets go of a waiting pull when the stream is over: the SDK
 * goes on pulling after most failures, and an iterable that throws makes it hang with the connection open.
 */
import type { AudioStream } from '@aws-sdk/client-transcribe-streaming';

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

export class AudioEvents implements AsyncIterable<AudioStream>, AsyncIterator<AudioStream, undefined> {
  #source: AsyncIterator<Uint8Array> | undefined;
  readonly #audio: AsyncIterable<Uint8Array>;
  readonly #broken: (error: unknown) => void;
  /** The SDK's pull that waits for audio, if one does: it pulls one at a time. */
  #waiting: ((result: IteratorResult<AudioStream, undefined>) => void) | undefined;
  #stopped = false;
  #exhausted = false;

  /** @param broken told once if the audio throws after all; nothing more is yielded then. */
  constructor(audio: AsyncIterable<Uint8Array>, broken: (error: unknown) => void) {
    this.#audio = audio;
    this.#broken = broken;
  }

  /** The audio came to its own end, so the end frame is asked for. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Ends the iteration for the SDK and gives the source back. Idempotent. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#settle(DONE);
    // A source may refuse to be returned; it is not ours to repair. Not awaited: one that waits for audio answers late.
    Promise.resolve(this.#source?.return?.()).catch(() => {});
  }

  [Symbol.asyncIterator](): AsyncIterator<AudioStream, undefined> {
    return this;
  }

  next(): Promise<IteratorResult<AudioStream, undefined>> {
    if (this.#stopped || this.#exhausted) return Promise.resolve(DONE);
    // Not Promise.race with a promise of the end: each race would leave a reaction on it, for up to four hours.
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#pull().then(
        (pulled) => this.#deliver(pulled),
        (error: unknown) => this.#break(error),
      );
    });
  }

  async #pull(): Promise<IteratorResult<Uint8Array>> {
    this.#source ??= this.#audio[Symbol.asyncIterator]();
    return this.#source.next();
  }

  #deliver(pulled: IteratorResult<Uint8Array>): void {
    if (this.#stopped) return;
    if (pulled.done) {
      this.#exhausted = true;
      this.#settle(DONE);
    } else {
      this.#settle({ done: false, value: { AudioEvent: { AudioChunk: pulled.value } } });
    }
  }

  #break(error: unknown): void {
    if (this.#stopped) return;
    // First the word, then the end: an end alone would be taken for the end frame of a finished stream.
    this.#broken(error);
    this.stop();
  }

  #settle(result: IteratorResult<AudioStream, undefined>): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(result);
  }
}
