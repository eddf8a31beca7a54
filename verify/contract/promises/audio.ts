/** Section 4: audio that is forwarded, audio that is dropped and why, and volume. */
import { setTimeout as later } from 'node:timers/promises';
import type { Client } from '../client.ts';
import { ABSENT, fits, holds } from '../expectation.ts';
import type { Message } from '../observed.ts';
import { type Promised, promised } from '../promise.ts';
import { blocks, silence, words } from '../speech.ts';

/** Enough silence for the speech before it to become a final. */
const REST = silence(16_000);
const CHUNK = silence(3_200);
const isFinal = ({ isPartial }: Message) => isPartial === false;

async function heard(speaker: Client): Promise<Message> {
  return speaker.next('transcript', isFinal);
}

async function dropped(speaker: Client): Promise<unknown> {
  return (await speaker.ask(CHUNK, 'audioReceived')).dropped;
}

export const audio: readonly Promised[] = [
  promised(
    '4.audio-received',
    'audioReceived acknowledges each chunk; without `dropped` the server answers for it',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const ack = await speaker.ask(CHUNK, 'audioReceived');
      fits('audioReceived', ack, { sessionId, dropped: ABSENT });
      for (let i = 0; i < 10; i += 1) speaker.send(CHUNK);
      for (let i = 0; i < 10; i += 1) fits('audioReceived', await speaker.next('audioReceived'), { dropped: ABSENT });
    },
  ),
  promised(
    '4.binary-same',
    'A binary frame and sendAudio are the same: both are heard',
    async (stage) => {
      const { speaker } = await stage.speaker();
      const message = (pcm: Buffer) => ({ action: 'sendAudio', audioData: pcm.toString('base64') });
      await speaker.ask(blocks(1, 4), 'audioReceived');
      await speaker.ask(message(blocks(5, 8)), 'audioReceived');
      await speaker.ask({ action: 'sendAudio', data: blocks(9, 12).toString('base64') }, 'audioReceived');
      await speaker.ask(REST, 'audioReceived');
      fits('the final', (await heard(speaker)).text, words(1, 12));
    },
    { needs: ['stamps'] },
  ),
  promised(
    '4.format',
    '16-bit little-endian mono PCM at 16 kHz: 100 ms are 3,200 bytes',
    async (stage) => {
      const { speaker } = await stage.speaker();
      await speaker.ask(CHUNK, 'audioReceived');
      await speaker.ask(blocks(1, 5), 'audioReceived');
      await speaker.ask(REST, 'audioReceived');
      fits('the final', await heard(speaker), { startTimeMs: 100, endTimeMs: 200, text: words(1, 5) });
    },
    { needs: ['stamps'] },
  ),
  promised(
    '4.chunks-of-any-cut',
    'Audio may be cut into chunks anywhere: nothing is lost, nothing doubled',
    async (stage) => {
      const { speaker } = await stage.speaker();
      const pcm = Buffer.concat([blocks(1, 20), REST]);
      for (let at = 0; at < pcm.length; at += 998) {
        const piece = pcm.subarray(at, at + 998);
        speaker.send(piece.length >= 100 ? piece : Buffer.concat([piece, silence(100)]));
        // Keeps the rate under 50 chunks a second.
        await later(25);
      }
      fits('the final', (await heard(speaker)).text, words(1, 20));
    },
    { needs: ['stamps'] },
  ),
  ...(
    [
      ['paused', { isPaused: true }],
      ['muted', { isMuted: true }],
      ['silent', { volume: 0 }],
    ] as const
  ).map(([reason, state]) =>
    promised(
      `4.dropped-${reason}`,
      `Audio is acknowledged with dropped "${reason}", never forwarded, not on the session clock`,
      async (stage) => {
        const { speaker } = await stage.speaker();
        await speaker.ask(CHUNK, 'audioReceived');
        await speaker.ask({ action: 'speakerStateChange', state }, 'speakerStateChanged');
        fits('dropped', (await speaker.ask(blocks(1, 10), 'audioReceived')).dropped, reason);
        const open = { isPaused: false, isMuted: false, volume: 1 };
        await speaker.ask({ action: 'speakerStateChange', state: open }, 'speakerStateChanged');
        fits('dropped', (await speaker.ask(blocks(20, 24), 'audioReceived')).dropped, undefined);
        await speaker.ask(REST, 'audioReceived');
        fits('the final', await heard(speaker), { text: words(20, 24), startTimeMs: 100, endTimeMs: 200 });
      },
      { needs: ['stamps'] },
    ),
  ),
  promised('4.dropped-order', 'The reason is the first that holds: paused, muted, silent', async (stage) => {
    const { speaker } = await stage.speaker();
    const state = { isPaused: true, isMuted: true, volume: 0 };
    await speaker.ask({ action: 'speakerStateChange', state }, 'speakerStateChanged');
    fits('dropped', await dropped(speaker), 'paused');
    await speaker.ask({ action: 'resumeBroadcast' }, 'broadcastResumed');
    fits('dropped', await dropped(speaker), 'muted');
    await speaker.ask({ action: 'unmuteBroadcast' }, 'broadcastUnmuted');
    fits('dropped', await dropped(speaker), 'silent');
    await speaker.ask({ action: 'setVolume', volumeLevel: 1 }, 'volumeChanged');
    fits('dropped', await dropped(speaker), undefined);
  }),
  promised('4.dropped-still-checked', 'Audio that would be dropped is still checked', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    await speaker.refused(silence(99), 'INVALID_AUDIO_FORMAT', { reason: 'tooSmall' });
  }),
  promised('4.dropped-at-end', 'Audio that comes after endSession is never acknowledged as taken', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.ask(blocks(1, 10), 'audioReceived');
    speaker.send({ action: 'endSession' });
    speaker.send(blocks(11, 20));
    await speaker.closing;
    const acks = speaker.waiting('audioReceived').map((ack) => ack.dropped);
    holds(
      '"draining", "ended" or no ack',
      acks.every((reason) => reason === 'draining' || reason === 'ended'),
      acks,
    );
    const heardAfter = speaker.waiting('transcript').filter(({ text }) => /\bb1[1-9]\b/.test(String(text)));
    holds('none of it to be heard', heardAfter.length === 0, heardAfter);
  }),
  promised(
    '4.volume-scales',
    'Volume below 1.0 scales the samples before Transcribe',
    async (stage) => {
      const { speaker } = await stage.speaker();
      await speaker.ask({ action: 'setVolume', volumeLevel: 0.5 }, 'volumeChanged');
      fits('dropped', (await speaker.ask(blocks(1, 10), 'audioReceived')).dropped, undefined);
      await speaker.ask({ action: 'setVolume', volumeLevel: 1 }, 'volumeChanged');
      await speaker.ask(blocks(11, 15), 'audioReceived');
      await speaker.ask(REST, 'audioReceived');
      // The recogniser cannot read scaled blocks, but they advance the clock.
      fits('the final', await heard(speaker), { text: words(11, 15), startTimeMs: 200, endTimeMs: 300 });
    },
    { needs: ['stamps'] },
  ),
  promised('4.ack-none', '?ack=none turns audioReceived off for that socket, and nothing else', async (stage) => {
    const { speaker } = await stage.speaker({ ack: 'none' });
    speaker.send(CHUNK);
    speaker.send({ action: 'sendAudio', audioData: CHUNK.toString('base64') });
    await speaker.ask({ action: 'pauseBroadcast' }, 'broadcastPaused');
    speaker.send(CHUNK);
    await speaker.settled();
    holds('no audioReceived', speaker.waiting('audioReceived').length === 0, speaker.waiting('audioReceived'));
    await speaker.refused(silence(99), 'INVALID_AUDIO_FORMAT', { reason: 'tooSmall' });
  }),
  promised('4.ack-none-socket', '... for that socket alone: an attach and a refresh must ask again', async (stage) => {
    const { sessionId, token } = await stage.speaker({ ack: 'none' });
    const loud = await stage.attach(token, sessionId);
    await loud.ask(CHUNK, 'audioReceived');
    const query = { action: 'refreshConnection', role: 'speaker', sessionId, token, ack: 'none' };
    const quiet = await stage.connect(query);
    await quiet.next('connectionRefreshComplete');
    quiet.send(CHUNK);
    await quiet.settled();
    holds('no audioReceived', quiet.waiting('audioReceived').length === 0, quiet.waiting('audioReceived'));
  }),
  promised('4.ack-other', '?ack= with another value leaves audioReceived on', async (stage) => {
    const { speaker } = await stage.speaker({ ack: 'all' });
    await speaker.ask(CHUNK, 'audioReceived');
  }),
];
