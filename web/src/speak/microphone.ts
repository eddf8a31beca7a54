/**
 * A microphone as the page hears it: cleaned by the browser, unless that makes it silence. Browsers mix a microphone's
 * channels before they clean its sound; those of one that is wired the wrong way round, or of a balanced cable in a
 * stereo socket, cancel each other out there. So one that stays silent is heard a second time, as it is, on the side.
 * Never touches the browser itself.
 */
import type { CapturedFrame } from './captured-frame.ts';

/** Under this a frame has no sound (-66 dBFS), over the other it has speech (-46 dBFS). */
const SILENT_LEVEL = 0.0005;
const SPOKEN_LEVEL = 0.005;
/** 2 s of nothing at the start: time to look why. */
const SILENT_FRAMES = 20;

/** What a browser may do to the sound. */
export interface Processing {
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
}

const CLEANED: Processing = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const AS_IT_IS: Processing = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** As browsers give it. */
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
  /** Its sound is what is sent from now on. @returns what ends that. */
  connect(stream: Stream): () => void;
  /** Its sound is only looked at, until the signal is aborted. */
  listenAside(stream: Stream, onFrame: (frame: Heard) => void, signal: AbortSignal): void;
  /** It was unplugged or taken away. */
  onLost(): void;
}

export class Microphone<Stream extends MicrophoneStream> {
  readonly #options: MicrophoneOptions<Stream>;
  readonly #closed = new AbortController();
  #leave: () => void = () => {};
  #silentFrames = 0;
  /** There is nothing to look into any more. */
  #isSettled: boolean;

  /** @throws what `open` throws, when it is not allowed. */
  static async open<Stream extends MicrophoneStream>(options: MicrophoneOptions<Stream>): Promise<Microphone<Stream>> {
    return new Microphone(options, await options.open(CLEANED));
  }

  private constructor(options: MicrophoneOptions<Stream>, stream: Stream) {
    this.#options = options;
    // An iPhone's has one, and there a second stream would silence the first.
    this.#isSettled = channelsOf(stream) < 2;
    this.#use(stream);
  }

  /** To be told of every frame that has been heard of it. */
  hear({ level }: Heard): void {
    if (this.#isSettled) return;
    if (level > SILENT_LEVEL) this.#isSettled = true;
    this.#silentFrames += 1;
    if (this.#isSettled || this.#silentFrames < SILENT_FRAMES) return;
    this.#isSettled = true;
    // It is silent either way when this fails, and the level shows that.
    this.#lookWhy().catch(() => {});
  }

  close(): void {
    this.#closed.abort();
    this.#leave();
  }

  /** The first speech that is heard as it is says whether the channels cancel. */
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
