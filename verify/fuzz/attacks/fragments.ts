/** Messages cut into frames, frames cut into packets, control frames between them, and cuts that break the rules. */
import fc from 'fast-check';
import type { Attack, AttackContext } from '../attack.ts';
import { anyMessage } from '../message-arbitraries.ts';
import { encodeFrame, fragments, OPCODE } from '../websocket-frame.ts';

const MESSAGES = 150;
const MAX_PARTS = 12;

export const fragmented: Attack = { name: 'fragments', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  const { accounts, chance } = context;
  const socket = await accounts.nobody();
  const texts = fc.sample(anyMessage, { seed: chance.seed(), numRuns: MESSAGES });
  const frames = texts.flatMap((text) => cut(context, Buffer.from(text)));
  const bytes = Buffer.concat(frames);
  const packets = chance.integer(1, 20);
  const size = Math.ceil(bytes.length / packets);
  for (let at = 0; at < bytes.length; at += size) await socket.throw(bytes.subarray(at, at + size), 0);
  context.threw(frames.length);
  const isLegal = chance.next() < 0.7;
  if (!isLegal) {
    const broken = encodeFrame({ opcode: chance.pick([0, 8, 9, 10]), payload: 'x', isFinal: false });
    await socket.throw(broken, 1);
  }
  await socket.settle({ mayEnd: !isLegal });
  // A message that never ends. Its memory must be freed with the socket.
  await socket.throw(
    encodeFrame({ opcode: OPCODE.text, payload: 'x'.repeat(chance.integer(1, 500_000)), isFinal: false }),
    1,
  );
  await socket.destroy();
}

function cut({ chance }: AttackContext, message: Buffer): Buffer[] {
  const parts = chance.integer(0, MAX_PARTS);
  const sizes = Array.from({ length: parts }, () => chance.integer(0, Math.ceil(message.length / 3)));
  const ping = () =>
    encodeFrame({ opcode: chance.pick([OPCODE.ping, OPCODE.pong]), payload: chance.bytes(chance.integer(0, 125)) });
  return fragments(OPCODE.text, message, sizes).flatMap((frame) => (chance.next() < 0.3 ? [ping(), frame] : [frame]));
}
