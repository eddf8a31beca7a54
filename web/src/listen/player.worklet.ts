/** Connects the player's part on the audio thread with the browser. */
import { AudioThread } from './audio-thread.ts';
import { PLAYER_PROCESSOR, type PlayerCommand } from './player-messages.ts';

/** Globals of this thread, which are missing in TypeScript's browser library. */
declare const sampleRate: number;
declare const currentTime: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class PlayerProcessor extends AudioWorkletProcessor {
  readonly #thread = new AudioThread(sampleRate, (answer) => this.port.postMessage(answer));

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PlayerCommand>) => this.#thread.obey(data, currentTime);
  }

  process(_inputs: unknown, [output]: readonly (readonly Float32Array[])[]): boolean {
    const [channel] = output ?? [];
    if (channel) this.#thread.fill(channel, currentTime);
    return !this.#thread.isClosed;
  }
}

registerProcessor(PLAYER_PROCESSOR, PlayerProcessor);
