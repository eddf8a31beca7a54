/** Section 6: a speaker who keeps the rate loses nothing to jitter; a speaker over the rate is warned, then closed. */
import type { Client } from '../client.ts';
import { CLOSE } from '../codes.ts';
import { sleep } from '../deadline.ts';
import { fits, holds, Skipped, TEXT } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { silence } from '../speech.ts';

const CHUNK_MS = 20;
const CHUNK = silence(640);
const SMALL = silence(100);
const SPEAKING_MS = 6_000;
const STALL = { atMs: 2_500, ms: 850 };
const JITTER_MS = 100;
/** The contract's limit for the delay of messages in the network. */
const FORGIVEN_MS = 950;
const ATTEMPTS = 3;
const ROUND_TRIP_EVERY_MS = 50;

interface Talk {
  readonly sent: number;
  /** The longest delay of a chunk. Includes stalls of this machine, in the client and in the server. */
  readonly heldBackMs: number;
}

/** Sends heartbeats and measures their round trips. @returns a function that stops it and gives the longest round trip. */
function roundTrips(client: Client): () => number {
  let longestMs = 0;
  const sending = setInterval(() => {
    const sentMs = performance.now();
    const answered = client.settled().then(() => {
      longestMs = Math.max(longestMs, performance.now() - sentMs);
    });
    answered.catch(() => {});
  }, ROUND_TRIP_EVERY_MS);
  return () => {
    clearInterval(sending);
    return longestMs;
  };
}

/** Sends 50 chunks a second with up to 100 ms of jitter and one stall. Chunks are never reordered or early. */
async function talk(speaker: Client): Promise<Talk> {
  const startedMs = performance.now();
  let sent = 0;
  let heldBackMs = 0;
  const longestRoundTripMs = roundTrips(speaker);
  for (let dueMs = 0; dueMs < SPEAKING_MS; dueMs += CHUNK_MS) {
    const jitterMs = (sent * 37) % JITTER_MS;
    const isStalled = dueMs >= STALL.atMs && dueMs < STALL.atMs + STALL.ms;
    const atMs = isStalled ? STALL.atMs + STALL.ms : dueMs + jitterMs;
    const waitMs = atMs - (performance.now() - startedMs);
    if (waitMs > 0) await sleep(waitMs);
    speaker.send(CHUNK);
    sent += 1;
    heldBackMs = Math.max(heldBackMs, performance.now() - startedMs - dueMs);
  }
  await speaker.settled();
  return { sent, heldBackMs: heldBackMs + longestRoundTripMs() };
}

export const steadySpeech: readonly Promised[] = [
  promised(
    '6.steady',
    'At exactly 50 chunks a second nothing is lost to 100 ms of jitter and a stall of 0.85 s',
    async (stage) => {
      for (let attempt = 1; ; attempt += 1) {
        const { speaker } = await stage.speaker();
        const { sent, heldBackMs } = await talk(speaker);
        const taken = speaker.waiting('audioReceived').filter(({ dropped }) => dropped === undefined).length;
        // A stall of this machine can exceed the delay that the server allows.
        if (taken < sent && heldBackMs > FORGIVEN_MS) {
          if (attempt < ATTEMPTS) continue;
          throw new Skipped(`this machine held speech back for ${Math.round(heldBackMs)} ms, three times over`);
        }
        fits('what came of it', { taken, errors: speaker.waiting('error').length }, { taken: sent, errors: 0 });
        return;
      }
    },
    { isSlow: true },
  ),
  promised(
    '6.warning',
    'At 5 s of a violation period the speaker gets rateLimitWarning',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const sending = setInterval(() => {
        if (speaker.closed === undefined) for (let i = 0; i < 10; i += 1) speaker.send(SMALL);
      }, 100);
      try {
        await speaker.next('error');
        const beganMs = performance.now();
        // A stall of one second restarts the period.
        const warning = await speaker.next('rateLimitWarning', undefined, 30_000);
        fits('rateLimitWarning', warning, { sessionId, limit: 50, message: TEXT });
        const tookS = (performance.now() - beganMs) / 1000;
        holds('no warning before 5 s of it', tookS > 3.9, `${tookS.toFixed(1)} s`);
      } finally {
        clearInterval(sending);
      }
    },
    { isSlow: true },
  ),
  promised(
    '6.violation',
    'Audio over the rate for long: rateLimitWarning, then the session ends with reason rateLimit and close 4429',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const sending = setInterval(() => {
        if (speaker.closed === undefined) for (let i = 0; i < 4; i += 1) speaker.send(SMALL);
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
        for (let chunk = 0; chunk < 12; chunk += 1) speaker.send(SMALL);
        await sleep(2_200);
      }
      await speaker.settled();
      holds('no rateLimitWarning', speaker.waiting('rateLimitWarning').length === 0, speaker.waiting());
    },
    { under: 'small' },
  ),
];
