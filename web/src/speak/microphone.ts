/**
 * A microphone with the browser's processing, unless that makes it silent. Browsers mix a microphone's channels before they
 * process its sound. Channels in opposite phase (a wrong wiring, a balanced cable in a stereo socket) then cancel each other
 * out. So a microphone that stays silent is also opened without processing, to find out. Has no browser calls of its own.
 */
import type { CapturedFrame } from './captured-frame.ts';

/** Under the first level a frame is silent (-66 dBFS), over the second it has speech (-46 dBFS). */
const SILENT_LEVEL = 0.0005;
const SPOKEN_LEVEL = 0.005;
/** After 2 s of silence at the start the reason is looked for. */
const SILENT_FRAMES = 20;

/** The browser's processing of the sound. */
export interface Processing {
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
}

const CLEANED: Processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const AS_IT_IS: Processing = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** The part of a browser's MediaStream that is used. */
export interface MicrophoneStream {
  getTracks(): readonly MicrophoneTrack[];
}

interface MicrophoneTrack {
  stop(): void;
  getSettings(): { readonly channelCount?: number };
  addEventListener(type: 'ended', listener: () => void): void;
}

type Heard = Pick<CapturedFrame, 'level' | 'isCancelling'>;

export interface MicrophoneOptions<Stream extends MicrophoneStream> {
  /** Rejects when it is not allowed. */
  open(processing: Processing): Promise<Stream>;
  /** Sends this stream's sound from now on. @returns a function that ends it. */
  connect(stream: Stream): () => void;
  /** Analyses this stream's sound, without sending it, until the signal is aborted. */
  listenAside(stream: Stream, onFrame: (frame: Heard) => void, signal: AbortSignal): void;
  /** Called when the microphone was unplugged or taken away. */
  onLost(): void;
}

export class Microphone<Stream extends MicrophoneStream> {
  readonly #options: MicrophoneOptions<Stream>;
  readonly #closed = new AbortController();
  #leave: () => void = () => {};
  #silentFrames = 0;
  /** The check for silence is done or not needed. */
  #isSettled: boolean;

  /** @throws the error of `open`, when the microphone is not allowed. */
  static async open<Stream extends MicrophoneStream>(options: MicrophoneOptions<Stream>): Promise<Microphone<Stream>> {
    return new Microphone(options, await options.open(CLEANED));
  }

  private constructor(options: MicrophoneOptions<Stream>, stream: Stream) {
    this.#options = options;
    // An iPhone has one channel, and there a second stream would silence the first.
    this.#isSettled = channelsOf(stream) < 2;
    this.#use(stream);
  }

  /** Must be called with every frame of the microphone. */
  hear({ level }: Heard): void {
    if (this.#isSettled) return;
    if (level > SILENT_LEVEL) this.#isSettled = true;
    this.#silentFrames += 1;
    if (this.#isSettled || this.#silentFrames < SILENT_FRAMES) return;
    this.#isSettled = true;
    // If this fails, the microphone stays silent, and the level shows that.
    this.#lookWhy().catch(() => {});
  }

  close(): void {
    this.#closed.abort();
    this.#leave();
  }

  /** Opens the microphone without processing. Its first speech shows whether the channels cancel each other out. */
  async #lookWhy(): Promise<void> {
    const stream = await this.#options.open(AS_IT_IS);
    if (this.#closed.signal.aborted) {
      stop(stream);
      return;
    }
    const over = new AbortController();
    const giveUp = () => {
      over.abort();
      stop(stream);
    };
    this.#closed.signal.addEventListener('abort', giveUp, { signal: over.signal });
    const judge = ({ level, isCancelling }: Heard) => {
      if (level < SPOKEN_LEVEL) return;
      if (!isCancelling) return giveUp();
      over.abort();
      this.#use(stream);
    };
    this.#options.listenAside(stream, judge, over.signal);
  }

  #use(stream: Stream): void {
    this.#leave();
    const disconnect = this.#options.connect(stream);
    this.#leave = () => {
      disconnect();
      stop(stream);
    };
    for (const track of stream.getTracks()) track.addEventListener('ended', () => this.#options.onLost());
  }
}

function channelsOf(stream: MicrophoneStream): number {
  return stream.getTracks()[0]?.getSettings().channelCount ?? 1;
}

function stop(stream: MicrophoneStream): void {
  for (const track of stream.getTracks()) track.stop();
}
