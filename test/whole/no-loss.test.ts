import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stampBlock } from '../../emulators/transcribe/stamp.ts';
import { startTestServer } from '../support/test-server.ts';

/** 20 ms each. */
const BLOCKS = 600;

/** The blocks a final names, in the order it names them. */
function toBlocks(text: string): number[] {
  return [...text.matchAll(/\bb(\d+)\b/gi)].map((match) => Number(match[1]));
}

for (const form of ['binary', 'json'] as const) {
  test(`every block of ${form} audio is covered by exactly one final, in order`, async (t) => {
    // As fast as it can be sent: the pace is not this claim.
    const server = await startTestServer(t, { AUDIO_CHUNKS_PER_SECOND: '100000', AUDIO_BURST: '100000' });
    const { speaker, sessionId } = await server.speaker('ada');
    const listener = await server.listener(sessionId, 'es', { transcripts: 'on' });

    for (let block = 1; block <= BLOCKS; block += 5) {
      const pcm = Buffer.concat([0, 1, 2, 3, 4].map((next) => stampBlock(block + next)));
      speaker.send(form === 'binary' ? pcm : { action: 'sendAudio', audioData: pcm.toString('base64') });
      // A pause cuts nothing off: what was said before it is recognised.
      if (block === 301) await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
      if (block === 301) await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');
    }
    // Waited for before the end: how long the engines take on a busy machine is not this claim.
    await listener.next('audio');
    speaker.send({ action: 'endSession' });
    await speaker.next('sessionEnded');
    await listener.next('sessionEnded');

    const acks = speaker.received.filter((message) => message.type === 'audioReceived');
    assert.equal(acks.length, BLOCKS / 5);
    assert.ok(acks.every((ack) => ack.dropped === undefined));
    for (const client of [speaker, listener]) {
      const finals = client.received.filter((message) => message.type === 'transcript' && message.isPartial === false);
      const covered = finals.flatMap((final) => toBlocks(String(final.text)));
      assert.deepEqual(
        covered,
        Array.from({ length: BLOCKS }, (_, i) => i + 1),
      );
      for (const [i, final] of finals.entries()) {
        assert.ok(Number(final.startTimeMs) >= Number(finals[i - 1]?.endTimeMs ?? 0));
      }
    }
    const spoken = listener.received.filter((message) => message.type === 'audio');
    assert.ok(spoken.length > 0, 'the translated speech was heard');
    assert.equal(new Set(spoken.map((message) => message.sequenceNumber)).size, spoken.length);
  });
}
