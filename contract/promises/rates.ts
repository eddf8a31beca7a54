/** Section 6: rates of audio, controls and statuses, per connection. */
import type { Client } from '../client.ts';
import { CLOSE } from '../codes.ts';
import { sleep } from '../deadline.ts';
import { fits, holds, type Patterns, POSITIVE, TEXT } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { silence } from '../speech.ts';

const CHUNK = silence(100);
const WINDOW_MS = 1_000;
/** A burst that took longer may have been counted in two windows and says nothing. */
const BURST_MS = 900;
const ATTEMPTS = 5;
const over = (kind: string, limit: number): Patterns => ({ kind, limit, retryAfterMs: POSITIVE });

/** What must be seen within one window is tried again where the machine was too slow for it. */
async function inOneWindow(attempt: (begin: () => void) => Promise<void>): Promise<void> {
  for (let i = 1; ; i += 1) {
    let startedMs = performance.now();
    try {
      return await attempt(() => {
        startedMs = performance.now();
      });
    } catch (error) {
      if (performance.now() - startedMs < BURST_MS || i === ATTEMPTS) throw error;
    }
  }
}

/** So many messages at once, each answered by this type. */
async function answered(client: Client, count: number, message: unknown, type: string, where = () => true) {
  for (let i = 0; i < count; i += 1) client.send(message);
  for (let i = 0; i < count; i += 1) await client.next(type, where);
}

/** The answer to this one is 429. It is not waited for: what is answered at all has been when a heartbeat is. */
async function overRate(client: Client, message: unknown, details: Patterns): Promise<void> {
  const before = client.waiting('error').length;
  client.send(message);
  await client.settled();
  const errors = client.waiting('error');
  holds('error RATE_LIMIT_EXCEEDED', errors.length > before, 'none');
  const error = { code: 'RATE_LIMIT_EXCEEDED', statusCode: 429, message: TEXT, details, correlationId: TEXT };
  fits('the error', errors.at(-1), error);
}

const pauses = (client: Client, count = 10) => answered(client, count, { action: 'pauseBroadcast' }, 'broadcastPaused');
const refusals = (client: Client, count: number, message: unknown) => answered(client, count, message, 'error');

export const rates: readonly Promised[] = [
  promised('6.audio', 'Audio 50 chunks/s: the 51st in a second is 429 kind audio', (stage) =>
    inOneWindow(async (begin) => {
      const { speaker } = await stage.speaker();
      begin();
      await answered(speaker, 50, CHUNK, 'audioReceived');
      await overRate(speaker, CHUNK, over('audio', 50));
    }),
  ),
  promised('6.audio-message', 'sendAudio and binary frames count together', (stage) =>
    inOneWindow(async (begin) => {
      const { speaker } = await stage.speaker();
      const message = { action: 'sendAudio', audioData: CHUNK.toString('base64') };
      begin();
      await answered(speaker, 25, CHUNK, 'audioReceived');
      await answered(speaker, 25, message, 'audioReceived');
      await overRate(speaker, message, over('audio', 50));
    }),
  ),
  promised('6.audio-one-429', 'Audio over the rate is dropped; the sender gets one 429 a second at most', (stage) =>
    inOneWindow(async (begin) => {
      const { speaker } = await stage.speaker();
      begin();
      for (let i = 0; i < 90; i += 1) speaker.send(CHUNK);
      await speaker.settled();
      fits('acknowledged chunks', speaker.waiting('audioReceived').length, 50);
      fits('429 frames', speaker.waiting('error').length, 1);
    }),
  ),
  promised('6.audio-refused-counts', 'A refused chunk counts as a chunk', (stage) =>
    inOneWindow(async (begin) => {
      const { speaker } = await stage.speaker();
      begin();
      await refusals(speaker, 20, silence(99));
      await refusals(speaker, 5, Buffer.alloc(32_770));
      await answered(speaker, 25, CHUNK, 'audioReceived');
      await overRate(speaker, CHUNK, over('audio', 50));
    }),
  ),
  promised('6.audio-unjoined', '... also on a socket that has joined nothing', (stage) =>
    inOneWindow(async (begin) => {
      const bare = await stage.connect();
      begin();
      await answered(bare, 50, CHUNK, 'error');
      await overRate(bare, CHUNK, over('audio', 50));
    }),
  ),
  promised('6.audio-slides', 'The window slides: a second later there is room again', async (stage) => {
    const { speaker } = await stage.speaker();
    for (let i = 0; i < 2; i += 1) {
      await answered(speaker, 50, CHUNK, 'audioReceived');
      await sleep(WINDOW_MS + 20);
    }
  }),
  promised('6.control', 'Control 10/s: the 11th in a second is 429 kind control', (stage) =>
    inOneWindow(async (begin) => {
      const { speaker } = await stage.speaker();
      begin();
      await pauses(speaker);
      await overRate(speaker, { action: 'pauseBroadcast' }, over('control', 10));
    }),
  ),
  promised('6.control-listener', 'The control rate holds for listeners as well, each for itself', (stage) =>
    inOneWindow(async (begin) => {
      const { sessionId } = await stage.speaker();
      const listeners = [await stage.listener(sessionId), await stage.listener(sessionId)];
      begin();
      for (const listener of listeners) await answered(listener, 10, { action: 'pausePlayback' }, 'playbackPaused');
      for (const listener of listeners) {
        await overRate(listener, { action: 'pausePlayback' }, over('control', 10));
      }
    }),
  ),
  promised('6.control-broken-counts', 'Broken and refused messages count against the control rate', (stage) =>
    inOneWindow(async (begin) => {
      const { speaker } = await stage.speaker();
      begin();
      await refusals(speaker, 3, '{');
      await refusals(speaker, 3, { action: 'dance' });
      await refusals(speaker, 1, 'x'.repeat(131_073));
      await refusals(speaker, 1, { action: 'setVolume' });
      await refusals(speaker, 1, { action: 'pausePlayback' });
      await refusals(speaker, 1, { action: 'pauseBroadcast', pad: 'x'.repeat(5_000) });
      await overRate(speaker, { action: 'pauseBroadcast' }, over('control', 10));
    }),
  ),
  promised('6.control-unjoined', '... and those on unjoined sockets', (stage) =>
    inOneWindow(async (begin) => {
      const bare = await stage.connect();
      begin();
      await refusals(bare, 10, { action: 'pauseBroadcast' });
      await overRate(bare, { action: 'pauseBroadcast' }, over('control', 10));
    }),
  ),
  promised('6.control-429-first', 'Over the rate 429 is the answer whatever else is wrong', (stage) =>
    inOneWindow(async (begin) => {
      const { speaker } = await stage.speaker();
      const details = over('control', 10);
      begin();
      await pauses(speaker);
      await overRate(speaker, '{', details);
      await overRate(speaker, { action: 'dance' }, details);
      await overRate(speaker, { action: 'setVolume', volumeLevel: 7 }, details);
      await overRate(speaker, { action: 'changeLanguage' }, details);
      await overRate(speaker, { action: 'pauseBroadcast', pad: 'x'.repeat(5_000) }, details);
      await overRate(speaker, 'x'.repeat(131_073), details);
    }),
  ),
  promised('6.control-429-uncounted', 'A message answered 429 does not count', async (stage) => {
    for (let attempt = 1; ; attempt += 1) {
      const { speaker } = await stage.speaker();
      const startedMs = performance.now();
      await pauses(speaker);
      const fullMs = performance.now();
      await sleep(500);
      for (let i = 0; i < 10; i += 1) speaker.send({ action: 'pauseBroadcast' });
      await speaker.settled();
      // All ten must have come while the first ten were still counted.
      const isTelling = performance.now() - startedMs < BURST_MS;
      if (!isTelling && attempt < ATTEMPTS) continue;
      fits('messages answered 429', speaker.waiting('error').length, 10);
      await sleep(Math.max(0, fullMs + WINDOW_MS + 20 - performance.now()));
      await pauses(speaker);
      return;
    }
  }),
  promised('6.status', 'Status 2/s: the third in a second is 429 kind status', (stage) =>
    inOneWindow(async (begin) => {
      const { speaker } = await stage.speaker();
      const query = { action: 'getSessionStatus' };
      begin();
      await answered(speaker, 2, query, 'sessionStatus');
      await overRate(speaker, query, over('status', 2));
    }),
  ),
  promised('6.own-buckets', 'Audio, control and status have buckets of their own', async (stage) => {
    const { speaker } = await stage.speaker();
    await answered(speaker, 2, { action: 'getSessionStatus' }, 'sessionStatus');
    speaker.send({ action: 'getSessionStatus' });
    await answered(speaker, 50, CHUNK, 'audioReceived');
    await pauses(speaker);
  }),
  promised('6.heartbeats', 'Heartbeats are exempt, and count for nothing', (stage) =>
    inOneWindow(async (begin) => {
      const { speaker } = await stage.speaker();
      begin();
      await answered(speaker, 100, { action: 'heartbeat' }, 'heartbeatAck');
      await pauses(speaker);
      await overRate(speaker, { action: 'pauseBroadcast' }, over('control', 10));
      await answered(speaker, 100, { action: 'heartbeat' }, 'heartbeatAck');
    }),
  ),
  promised(
    '6.violation',
    'Audio over the rate for long: rateLimitWarning, then the session ends with reason rateLimit and close 4429',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const sending = setInterval(() => {
        if (speaker.closed === undefined) for (let i = 0; i < 4; i += 1) speaker.send(CHUNK);
      }, 100);
      try {
        const startedMs = performance.now();
        const warning = await speaker.next('rateLimitWarning', undefined, 25_000);
        fits('rateLimitWarning', warning, { sessionId, limit: 5, message: TEXT });
        fits('sessionEnded', await speaker.next('sessionEnded', undefined, 25_000), { reason: 'rateLimit' });
        await speaker.closesWith(CLOSE.rate);
        const seconds = (performance.now() - startedMs) / 1000;
        const errors = speaker.waiting('error').length;
        holds('one 429 a second at most', errors <= Math.ceil(seconds) + 1, `${errors} in ${seconds.toFixed(1)} s`);
      } finally {
        clearInterval(sending);
      }
      fits("the listener's", await listener.next('sessionEnded'), { reason: 'rateLimit' });
      await listener.closesWith(CLOSE.sessionEnded);
    },
    { under: 'small' },
  ),
  promised(
    '6.violation-ends',
    'A violation period ends after one full second without a drop',
    async (stage) => {
      const { speaker } = await stage.speaker();
      for (let i = 0; i < 4; i += 1) {
        for (let chunk = 0; chunk < 12; chunk += 1) speaker.send(CHUNK);
        await sleep(2_200);
      }
      await speaker.settled();
      holds('no rateLimitWarning', speaker.waiting('rateLimitWarning').length === 0, speaker.waiting());
    },
    { under: 'small' },
  ),
];
