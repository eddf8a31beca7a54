/** A speaker gone wild: chunks and controls as fast as may be for a while. Run as a child process with port, ms and user. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { stampBlock } from '../../emulators/transcribe/stamped-audio.ts';
import { ClientSocket, RefusedError } from './client-socket.ts';
import { pause } from './wait.ts';

/** Sent between two looks at the clock; a socket that is not emptied gets no more. */
const BURST = 20;
const BURST_EVERY_MS = 10;
/** A second apart, when the server cannot have the session just now. */
const TRIES = 20;

const [, , port, forMs, userId] = process.argv;
const answer = await fetch(`http://127.0.0.1:${port}/dev/tokens`, { method: 'POST', body: JSON.stringify({ userId }) });
const { token } = (await answer.json()) as { token: string };
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
    socket.send(stampBlock(block));
    if (i % 4 === 0) socket.send({ action: 'setVolume', volumeLevel: 1 });
  }
  messages += BURST + BURST / 4;
}
socket.send({ action: 'endSession' });
process.send?.(messages, () => process.exit(0));

async function openedSocket(): Promise<ClientSocket> {
  const silent = { onMessage: () => {}, onClose: () => {} };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ClientSocket.open(`ws://127.0.0.1:${port}/?${query}`, 'sessionCreated', silent);
    } catch (error) {
      if (!(error instanceof RefusedError) || !error.isForNow || attempt >= TRIES) throw error;
      await pause(1_000);
    }
  }
}
