/** A session with something to look back at, for whoever looks inside. */
import assert from 'node:assert/strict';
import type { TestServer } from '../support/test-server.ts';
import { deliver } from './deliveries.ts';

/** A session that was paused and has gone on; its first sentence was heard by one listener, and read by another. */
export async function spokenSession(server: TestServer): Promise<string> {
  const { speaker, sessionId } = await server.speaker('ada');
  const [spanish, esperanto] = [await server.listener(sessionId, 'es'), await server.listener(sessionId, 'eo')];
  await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
  await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');
  // The scripted recogniser's first sentence takes 2.3 s of audio, whatever is in it.
  for (let chunk = 0; chunk < 26; chunk += 1) speaker.send(new Uint8Array(3_200).fill(7));
  const { resultId, segment } = await speaker.next('transcript', ({ isPartial }) => isPartial === false);
  const ids = { resultId, segment, epoch: 0 };
  const sound = { format: 'pcm', sampleRate: 16_000, channels: 1, audioData: Buffer.alloc(640).toString('base64') };
  const post = (to: typeof spanish, message: object) => {
    const { connectionId } = to.received.find(({ type }) => type === 'sessionJoined') ?? assert.fail('not joined');
    return deliver(server, { connectionId: String(connectionId) }, message);
  };
  await post(spanish, { type: 'audio', ...ids, sequenceNumber: 1, part: 1, parts: 1, ...sound });
  await post(esperanto, { type: 'caption', ...ids, sequenceNumber: 1, text: 'saluton' });
  const heard = { outcome: 'played', agoMs: 0, durationMs: 400, delayMs: 0, queuedMs: 0, playbackRate: 1 };
  spanish.send({ action: 'playbackReport', ...ids, ...heard });
  return sessionId;
}
