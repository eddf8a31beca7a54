/**
 * A microphone with the browser's processing, unless that makes it silent. Browsers mix a microphone's channels before they
 * process its sound. Channels in opposite phase (a wrong wiring, a balanced cable in a stereo socket) then cancel each other
 * out. So a microphone that stays silent is also opened without processing, to find out. Has no browser calls of its own.
 */
import type { CapturedFrame } from './captured-frame.ts';
import { MicProblem } from './mic/mic-problem.ts';

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
  readonly muted: boolean;
  readonly readyState: 'live' | 'ended';
  stop(): void;
  getSettings(): { readonly channelCount?: number };
  addEventListener(type: 'ended' | 'mute' | 'unmute', listener: () => void, options: { signal: AbortSignal }): void;
}

type Heard = Pick<CapturedFrame, 'level' | 'isCancelling'>;

export interface MicrophoneOptions<Stream extends MicrophoneStream> {
  /** Rejects with a MicProblem when there is no microphone to be had. */
  open(processing: Processing): Promise<Stream>;
  /** Resolves when the stream's first frames have come through the audio graph. Rejects with a MicProblem if none come. */
  prove(stream: Stream, signal: AbortSignal): Promise<void>;
  /** Sends this stream's sound from now on. @returns a function that ends it. @throws what the audio graph throws. */
  connect(stream: Stream): () => void;
  /** Analyses this stream's sound, without sending it, until the signal is aborted. @throws what the audio graph throws. */
  listenAside(stream: Stream, onFrame: (frame: Heard) => void, signal: AbortSignal): void;
}

/** What becomes of a microphone while it is used. */
export interface MicrophoneEvents {
  /** It was unplugged or taken away. */
  lost(): void;
  /** The system or the browser has muted it, or no longer does. */
  muted(isMuted: boolean): void;
}

export class Microphone<Stream extends MicrophoneStream> {
  readonly #options: MicrophoneOptions<Stream>;
  readonly #closed = new AbortController();
  #stream: Stream;
  #events: MicrophoneEvents = { lost() {}, muted() {} };
  #disconnect: (() => void) | undefined;
  /** Aborted when the stream is not used any more. */
  #unused = new AbortController();
  #silentFrames = 0;
  /** The check for silence is done or not needed. */
  #isSettled: boolean;

  /**
   * Opens a microphone whose sound really arrives. Whatever fails, nothing of it stays open.
   * @param signal ends the attempt.
   * @throws MicProblem
   */
  static async open<Stream extends MicrophoneStream>(
    options: MicrophoneOptions<Stream>,
    signal: AbortSignal,
  ): Promise<Microphone<Stream>> {
    const stream = await options.open(CLEANED);
    try {
      signal.throwIfAborted();
      await options.prove(stream, signal);
      signal.throwIfAborted();
      return new Microphone(options, stream);
    } catch (error) {
      stop(stream);
      throw signal.aborted ? error : MicProblem.ofGraph(error);
    }
  }

  private constructor(options: MicrophoneOptions<Stream>, stream: Stream) {
    this.#options = options;
    this.#stream = stream;
    // An iPhone has one channel, and there a second stream would silence the first.
    this.#isSettled = (trackOf(stream)?.getSettings().channelCount ?? 1) < 2;
  }

  get stream(): Stream {
    return this.#stream;
  }

  /** Sends its sound from now on, if it does not yet. @throws MicProblem, and is closed then. */
  use(events: MicrophoneEvents): void {
    this.#events = events;
    try {
      if (trackOf(this.#stream)?.readyState === 'ended') throw new MicProblem('lost');
      if (this.#disconnect === undefined) this.#connect(this.#stream);
    } catch (error) {
      this.close();
      throw MicProblem.ofGraph(error);
    }
    events.muted(trackOf(this.#stream)?.muted ?? false);
  }

  /** Must be called with every frame of the microphone. */
  hear({ level }: Heard): void {
    if (this.#isSettled) return;
    if (level > SILENT_LEVEL) this.#isSettled = true;
    this.#silentFrames += 1;
    if (this.#isSettled || this.#silentFrames < SILENT_FRAMES) return;
    this.#isSettled = true;
    // If this fails, the microphone stays silent, and the page says that.
    this.#lookWhy().catch(() => {});
  }

  close(): void {
    this.#closed.abort();
    this.#leave();
  }

  /** Opens the microphone without processing. Its first speech shows whether the channels cancel each other out. */
  async #lookWhy(): Promise<void> {
    const stream = await this.#options.open(AS_IT_IS);
    const over = new AbortController();
    const giveUp = () => {
      over.abort();
      stop(stream);
    };
    if (this.#closed.signal.aborted) return giveUp();
    this.#closed.signal.addEventListener('abort', giveUp, { signal: over.signal });
    const judge = ({ level, isCancelling }: Heard) => {
      if (level < SPOKEN_LEVEL) return;
      if (!isCancelling) return giveUp();
      over.abort();
      this.#replace(stream);
    };
    try {
      this.#options.listenAside(stream, judge, over.signal);
    } catch {
      giveUp();
    }
  }

  /** If the audio graph refuses the other stream, the first one stays. */
  #replace(stream: Stream): void {
    const [before, disconnect, unused] = [this.#stream, this.#disconnect, this.#unused];
    try {
      this.#connect(stream);
    } catch {
      stop(stream);
      return;
    }
    unused.abort();
    disconnect?.();
    stop(before);
    this.#events.muted(trackOf(stream)?.muted ?? false);
  }

  #connect(stream: Stream): void {
    this.#disconnect = this.#options.connect(stream);
    this.#stream = stream;
    this.#unused = new AbortController();
    const { signal } = this.#unused;
    const track = trackOf(stream);
    track?.addEventListener('ended', () => this.#events.lost(), { signal });
    track?.addEventListener('mute', () => this.#events.muted(true), { signal });
    track?.addEventListener('unmute', () => this.#events.muted(false), { signal });
  }

  #leave(): void {
    this.#unused.abort();
    this.#disconnect?.();
    this.#disconnect = undefined;
    stop(this.#stream);
  }
}

function trackOf(stream: MicrophoneStream): MicrophoneTrack | undefined {
  return stream.getTracks()[0];
}

function stop(stream: MicrophoneStream): void {
  for (const track of stream.getTracks()) track.stop();
}
