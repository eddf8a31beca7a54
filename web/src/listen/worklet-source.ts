/** Makes the player's samples on the browser's audio thread, where a busy page does not disturb them. */
import player from './player.worklet.ts?worker&url';
import { PLAYER_PROCESSOR, type PlayerAnswer, type PlayerCommand } from './player-messages.ts';
import type { SoundSource, SourceWishes } from './sound-source.ts';

export class WorkletSource implements SoundSource<AudioWorkletNode> {
  readonly node: AudioWorkletNode;
  readonly leadMs = 0;
  readonly hasUnheard = false;

  /** @throws DOMException if the browser cannot load or run the worklet. */
  static async open(context: AudioContext, wishes: SourceWishes): Promise<WorkletSource> {
    await context.audioWorklet.addModule(player);
    return new WorkletSource(context, wishes);
  }

  private constructor(context: AudioContext, wishes: SourceWishes) {
    this.node = new AudioWorkletNode(context, PLAYER_PROCESSOR, { numberOfInputs: 0, outputChannelCount: [1] });
    this.node.port.onmessage = ({ data }: MessageEvent<PlayerAnswer>) => wishes.onAnswer(data);
    this.node.onprocessorerror = () => wishes.onBroken();
  }

  tell(command: PlayerCommand, transfer: ArrayBuffer[]): void {
    this.node.port.postMessage(command, transfer);
  }

  close(): void {
    this.tell({ kind: 'close' }, []);
    this.node.port.onmessage = null;
    this.node.disconnect();
  }
}
