/** Speakers that join no session: each sends one prepared chunk at a steady pace to a server that only acknowledges. */
import { BYTES_PER_MS } from '../../src/audio/pcm.ts';
import { encodeFrame, OPCODE } from '../fuzz/websocket-frame.ts';
import { Pacer } from './pacer.ts';
import { spreadOver } from './spread.ts';
import { BareWebSocket } from './web-socket.ts';

export interface BareSpeakersOptions {
  readonly port: number;
  readonly count: number;
  readonly chunkMs: number;
}

/** Resolves when all are connected and speak. They speak until their process ends. */
export async function letSpeak({ port, count, chunkMs }: BareSpeakersOptions): Promise<void> {
  const frame = encodeFrame({ opcode: OPCODE.binary, payload: Buffer.alloc(chunkMs * BYTES_PER_MS) });
  const pacer = new Pacer(chunkMs);
  const ignored = () => {};
  for (let n = 0; n < count; n += 1) {
    const socket = await BareWebSocket.connect({ port, path: '/', onText: ignored, onClose: ignored });
    pacer.add({ dueAt: spreadOver(n, chunkMs), turn: () => socket.send(frame) });
  }
}
