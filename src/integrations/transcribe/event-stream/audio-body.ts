/**
 * The body of a stream's request: pulls one audio event at a time, and gives it framed and signed. Holds at most one; what
 * is not taken stays where it can be replayed.
 */
import { Readable } from 'node:stream';
import type { AudioStream } from '@aws-sdk/client-transcribe-streaming';
import type { AudioFrames } from './audio-frames.ts';

export class AudioBody extends Readable {
  readonly #events: AsyncIterator<AudioStream>;
  #frames: AudioFrames | undefined;
  #now: () => number = Date.now;

  constructor(events: AsyncIterable<AudioStream>) {
    super({ highWaterMark: 1 });
    this.#events = events[Symbol.asyncIterator]();
  }

  /** Before anything is read. @param now ms since 1970, by the service's clock. */
  frameWith(frames: AudioFrames, now: () => number): void {
    this.#frames = frames;
    this.#now = now;
  }

  override _read(): void {
    this.#events.next().then(
      (pulled) => this.#give(pulled),
      (error: unknown) => this.destroy(error as Error),
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // Not awaited: one that waits for audio answers late.
    Promise.resolve(this.#events.return?.()).catch(() => {});
    done(error);
  }

  #give({ done, value }: IteratorResult<AudioStream>): void {
    if (this.destroyed) return;
    const frames = this.#frames;
    if (frames === undefined) {
      this.destroy(new Error('the audio is asked for before the stream is signed'));
    } else if (done) {
      this.push(frames.end(this.#now()));
      this.push(null);
    } else if (value.AudioEvent?.AudioChunk === undefined) {
      this.destroy(new Error('an event of the stream is no audio'));
    } else {
      this.push(frames.audio(value.AudioEvent.AudioChunk, this.#now()));
    }
  }
}
