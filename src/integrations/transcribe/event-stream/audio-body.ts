/**
 * In: the body of a stream's request. Pulls one frame of audio at a time and gives it, framed and signed, to the
 * connection. Holds at most one frame: audio that is not pulled stays where it can be replayed.
 */
import { Readable } from 'node:stream';
import type { AudioFrames } from './audio-frames.ts';

export class AudioBody extends Readable {
  readonly #audio: AsyncIterable<Uint8Array>;
  readonly #onBroken: (error: unknown) => void;
  #source: AsyncIterator<Uint8Array> | undefined;
  #frames: AudioFrames | undefined;
  #now: () => number = Date.now;
  #isExhausted = false;

  /** @param onBroken Called once if the audio source throws, which is a bug; nothing more is sent after that. */
  constructor(audio: AsyncIterable<Uint8Array>, onBroken: (error: unknown) => void) {
    super({ highWaterMark: 1 });
    this.#audio = audio;
    this.#onBroken = onBroken;
  }

  /** The audio source has ended by itself, and the end frame has been sent. */
  get isExhausted(): boolean {
    return this.#isExhausted;
  }

  /** Must be called before anything is read. @param now ms since 1970, by the service's clock. */
  frameWith(frames: AudioFrames, now: () => number): void {
    this.#frames = frames;
    this.#now = now;
  }

  /** Ends the body: nothing more is pulled, and the audio source is closed. Idempotent. */
  stop(): void {
    this.destroy();
  }

  override _read(): void {
    try {
      this.#source ??= this.#audio[Symbol.asyncIterator]();
      this.#source.next().then(this.#give, this.#break);
    } catch (error) {
      this.#break(error);
    }
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // A source may reject. Not awaited: a source that waits for audio takes long to return.
    Promise.resolve(this.#source?.return?.()).catch(() => {});
    done(error);
  }

  /** Made once: there are thousands of frames a second. */
  readonly #give = ({ done, value }: IteratorResult<Uint8Array>): void => {
    if (this.destroyed) return;
    const frames = this.#frames;
    if (frames === undefined) {
      this.destroy(new Error('audio was read before the stream was signed'));
    } else if (done) {
      this.#isExhausted = true;
      this.push(frames.end(this.#now()));
      this.push(null);
    } else {
      this.push(frames.audio(value, this.#now()));
    }
  };

  readonly #break = (error: unknown): void => {
    if (this.destroyed) return;
    // If the body only ended here, the stream would count as finished.
    this.#onBroken(error);
    this.stop();
  };
}
