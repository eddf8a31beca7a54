/** Frames with random fields, and random bytes. The server must close a connection that breaks RFC 6455. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, AttackContext } from '../attack.ts';
import { binaryFrame, encodeFrame, textFrame } from '../websocket-frame.ts';

const SOCKETS = 12;
const FRAMES = 60;
const PATIENCE_MS = 20;
const SIZES = [0, 1, 2, 5, 40, 125, 126, 127, 300];

export const randomFrames: Attack = { name: 'random frames', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  for (let i = 0; i < SOCKETS && !context.signal.aborted; i++) {
    const socket = await context.accounts.nobody();
    const frames = Array.from({ length: FRAMES }, () => anyFrame(context));
    await socket.throw(Buffer.concat(frames), frames.length);
    // With a false length the server may wait for more bytes and need not answer.
    await Promise.race([socket.raw.ended, sleep(PATIENCE_MS)]);
    await socket.destroy();
  }
}

function anyFrame({ chance }: AttackContext): Buffer {
  const payload = chance.bytes(chance.pick(SIZES));
  switch (chance.integer(0, 9)) {
    case 0:
      return payload;
    case 1:
    case 2:
      return textFrame(payload);
    case 3:
    case 4:
      return binaryFrame(payload);
    case 5:
      return encodeFrame({ opcode: chance.integer(8, 10), payload });
    default:
      return encodeFrame({
        opcode: chance.integer(0, 15),
        payload,
        isFinal: chance.next() < 0.7,
        reserved: chance.next() < 0.8 ? 0 : chance.integer(1, 7),
        mask: chance.next() < 0.9 ? chance.bytes(4) : 'none',
        lengthForm: chance.pick(['shortest', 'shortest', '16 bit', '64 bit']),
        ...(chance.next() < 0.1
          ? { declaredLength: BigInt(chance.integer(0, 2 ** 31)) << BigInt(chance.integer(0, 32)) }
          : {}),
      });
  }
}
