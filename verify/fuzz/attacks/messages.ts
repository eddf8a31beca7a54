/** Invalid JSON and messages of every kind from all kinds of clients. No client may lose its socket because of them. */
import fc from 'fast-check';
import type { Attack, AttackContext } from '../attack.ts';
import type { AttackSocket } from '../attack-socket.ts';
import { anyMessage, heavyMessage } from '../message-arbitraries.ts';
import { textFrame } from '../websocket-frame.ts';

const BATCHES = 3;
const FRAMES = 400;
const HEAVY_FRAMES = 4;

export const messages: Attack = { name: 'messages', lane: 'fast', run };

async function run(context: AttackContext): Promise<void> {
  const { accounts, chance } = context;
  const sockets: AttackSocket[] = [];
  const role = chance.pick(['nobody', 'candidate', 'speaker', 'listener'] as const);
  if (role === 'nobody') sockets.push(await accounts.nobody());
  else if (role === 'candidate') sockets.push(await accounts.candidate());
  else {
    const speaker = await accounts.speaker();
    sockets.push(role === 'speaker' ? speaker.socket : (await accounts.listener(speaker.sessionId)).socket);
    if (role === 'listener') sockets.push(speaker.socket);
  }
  const [attacker] = sockets;
  for (let i = 0; attacker && i < BATCHES && !context.signal.aborted; i++) {
    const texts = [
      ...fc.sample(anyMessage, { seed: chance.seed(), numRuns: FRAMES }),
      ...fc.sample(heavyMessage, { seed: chance.seed(), numRuns: HEAVY_FRAMES }),
    ];
    await attacker.throw(Buffer.concat(texts.map((text) => textFrame(text))), texts.length);
    // A message may be endSession. Then the close code says so.
    if (!(await attacker.settle({ mayEnd: false }))) break;
  }
  for (const socket of sockets) await socket.destroy();
}
