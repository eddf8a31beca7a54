/** Creates and joins sessions and drops all sockets at any point. The server must keep nothing of them. */
import { stampedBlocks } from '../../../testkit/block-ledger/stamped-blocks.ts';
import type { Attack, AttackContext } from '../attack.ts';
import { binaryFrame, textFrame } from '../websocket-frame.ts';

const SESSIONS = 3;
const LISTENERS = 3;

export const churn: Attack = { name: 'churn', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  await Promise.all(Array.from({ length: SESSIONS }, () => one(context)));
}

async function one({ accounts, chance }: AttackContext): Promise<void> {
  const { socket: speaker, sessionId } = await accounts.speaker();
  const listeners = await Promise.all(Array.from({ length: LISTENERS }, () => accounts.listener(sessionId)));
  const pcm = stampedBlocks(1, 5);
  await speaker.throw(Buffer.concat([binaryFrame(pcm), binaryFrame(pcm)]), 2);
  for (const { socket } of listeners) {
    await socket.throw(
      textFrame(`{"action":"changeLanguage","targetLanguage":"${chance.pick(['ca', 'fr', 'xx'])}"}`),
      1,
    );
    if (chance.next() < 0.5) await socket.destroy();
  }
  if (chance.next() < 0.5) await speaker.throw(textFrame('{"action":"endSession"}'), 1);
  await speaker.destroy();
  for (const { socket } of listeners) await socket.destroy();
}
