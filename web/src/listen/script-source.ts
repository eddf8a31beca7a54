/**
 * Makes the player's samples in the page, for pages of plain http, to which browsers give no worklets. `ScriptProcessorNode` is
 * deprecated, but every browser has it, and on such pages nothing else plays samples as they are made.
 */
import { AudioThread } from './audio-thread.ts';
import type { PlayerCommand } from './player-messages.ts';
import type { SoundSource, SourceWishes } from './sound-source.ts';

/**
 * The page's other work must be done within a buffer, or the sound is interrupted. In Chromium slowed down six times, on a busy
 * machine, a buffer was made 60 ms late at the 95th percentile, and one of a hundred 200 ms late. s.
 */
const MIN_BUFFER_S = 0.2;
/** What browsers allow is a power of two. */
const MIN_FRAMES = 256;
const MAX_FRAMES = 16_384;

/** What is needed of a `ScriptProcessorNode`. */
interface ScriptNode {
  addEventListener(type: 'audioprocess', fill: (event: { readonly outputBuffer: Channels }) => void): void;
  disconnect(): void;
}

interface Channels {
  getChannelData(channel: number): Float32Array;
}

/** What is needed of a `BaseAudioContext`. */
interface ScriptContext<Node> {
  readonly sampleRate: number;
  readonly currentTime: number;
  createScriptProcessor(frames: number, inputs: number, outputs: number): Node;
}

export class ScriptSource<Node extends ScriptNode> implements SoundSource<Node> {
  /** A field, because some browsers collect a node that only the graph refers to. */
  readonly node: Node;
  readonly leadMs: number;
  readonly #context: ScriptContext<Node>;
  readonly #thread: AudioThread;
  readonly #wishes: SourceWishes;
  /** The audio clock when all speech that was made has come out, s. */
  #soundsUntilS = 0;
  #isClosed = false;

  /** @throws DOMException if the browser refuses. */
  constructor(context: ScriptContext<Node>, wishes: SourceWishes) {
    const frames = bufferFrames(context.sampleRate);
    this.#context = context;
    this.#wishes = wishes;
    // While one buffer sounds the next one is filled.
    this.leadMs = (frames / context.sampleRate) * 1_000;
    this.#thread = new AudioThread(context.sampleRate, (answer) => {
      if (!this.#isClosed) wishes.onAnswer(answer);
    });
    // With an input that nothing is connected to, because some browsers fail at none.
    this.node = context.createScriptProcessor(frames, 1, 1);
    this.node.addEventListener('audioprocess', ({ outputBuffer }) => this.#fill(outputBuffer.getChannelData(0)));
  }

  get hasUnheard(): boolean {
    return this.#context.currentTime < this.#soundsUntilS;
  }

  tell(command: PlayerCommand): void {
    this.#thread.obey(command, this.#context.currentTime);
  }

  close(): void {
    this.#isClosed = true;
    this.node.disconnect();
  }

  #fill(out: Float32Array): void {
    if (this.#isClosed) return;
    const atS = this.#context.currentTime;
    try {
      this.#thread.fill(out, atS);
    } catch {
      out.fill(0);
      this.#wishes.onBroken();
      return;
    }
    if (out.some((sample) => sample !== 0)) this.#soundsUntilS = atS + (2 * this.leadMs) / 1_000;
  }
}

/** @returns the smallest buffer that is long enough: 256 ms at 16 kHz, 341 ms at 48 kHz. @param rateHz of the output. */
export function bufferFrames(rateHz: number): number {
  let frames = MIN_FRAMES;
  while (frames < rateHz * MIN_BUFFER_S && frames < MAX_FRAMES) frames *= 2;
  return frames;
}
