/** A speaker who floods the server with chunks and controls for some time. A child process with arguments port, ms, user. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { stampedBlocks } from '../../testkit/block-ledger/stamped-blocks.ts';
import { RefusedError } from '../../testkit/sockets/client-socket.ts';
import { devToken } from '../../testkit/sockets/dev-token.ts';
import { MessageSocket } from '../../testkit/sockets/message-socket.ts';
import { pause } from '../../testkit/until.ts';

/** Messages between two checks of the clock. Nothing is sent to a socket with a full buffer. */
const BURST = 20;
const BURST_EVERY_MS = 10;
/** Attempts, one second apart, while the server refuses the session for the moment. */
const TRIES = 20;

const [, , port, forMs, userId = ''] = process.argv;
const token = await devToken(`http://127.0.0.1:${port}`, { userId });
const query = new URLSearchParams({ token, action: 'createSession', sourceLanguage: 'en' });
const socket = await openedSocket();
const endsAt = performance.now() + Number(forMs);
let messages = 0;
for (let block = 1, nextAt = 0; performance.now() < endsAt && socket.isOpen; ) {
  if (performance.now() < nextAt) {
    await nextTurn();
    continue;
  }
  nextAt = performance.now() + BURST_EVERY_MS;
  for (let i = 0; i < BURST; i += 1, block += 1) {
    socket.send(stampedBlocks(block, 1));
    if (i % 4 === 0) socket.send({ action: 'setVolume', volumeLevel: 1 });
  }
  messages += BURST + BURST / 4;
}
socket.send({ action: 'endSession' });
process.send?.(messages, () => process.exit(0));

async function openedSocket(): Promise<MessageSocket> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await MessageSocket.open(`ws://127.0.0.1:${port}/?${query}`, 'sessionCreated');
    } catch (error) {
      if (!(error instanceof RefusedError) || !error.isForNow || attempt >= TRIES) throw error;
      await pause(1_000);
    }
  }
}
