/** Section 6: rates of audio, controls and statuses, per connection, as token buckets. */
import type { Client } from '../client.ts';
import { sleep } from '../deadline.ts';
import { fits, holds, type Patterns, POSITIVE, TEXT } from '../expectation.ts';
import type { Message } from '../observed.ts';
import { type Promised, promised } from '../promise.ts';
import { silence } from '../speech.ts';
import type { Stage } from '../stage.ts';

const CHUNK = silence(100);
const PAUSE = { action: 'pauseBroadcast' };
const QUERY = { action: 'getSessionStatus' };
/** In a longer burst too many tokens flow into the bucket for a meaningful result. */
const BURST_S = 0.5;
const ATTEMPTS = 5;
const over = (kind: string, limit: number): Patterns => ({ kind, limit, retryAfterMs: POSITIVE });

interface Bucket {
  readonly rate: number;
  readonly burst: number;
}
const AUDIO: Bucket = { rate: 50, burst: 50 };
const CONTROL: Bucket = { rate: 10, burst: 10 };
const STATUS: Bucket = { rate: 2, burst: 3 };

interface Answers {
  /** From before the first message was sent until the last was answered. */
  readonly seconds: number;
  readonly taken: number;
  /** Answered 429. */
  readonly limited: readonly Message[];
  /** Refused because they are invalid. */
  readonly refused: readonly Message[];
}

/** Sends all messages at once and waits until they are handled. @param type of the answers to accepted messages. */
async function burst(client: Client, messages: readonly unknown[], type: string): Promise<Answers> {
  await client.settled();
  client.clear();
  const startedMs = performance.now();
  for (const message of messages) client.send(message);
  await client.settled();
  const seconds = (performance.now() - startedMs) / 1000;
  const errors = client.waiting('error');
  const isOver = ({ code }: Message) => code === 'RATE_LIMIT_EXCEEDED';
  const taken = client.waiting(type).filter(({ updateReason }) => (updateReason ?? 'requested') === 'requested').length;
  return { seconds, taken, limited: errors.filter(isOver), refused: errors.filter((error) => !isOver(error)) };
}

/** Checks that as many are accepted as the bucket holds, plus those that flow into it meanwhile. */
function isFull({ rate, burst: size }: Bucket, through: number, seconds: number): void {
  const most = Math.floor(size + rate * seconds);
  holds(`${size} of them let through, ${most} at most`, through >= size && through <= most, through);
}

/** Repeats the attempt if the machine was too slow for a meaningful result. */
async function telling(attempt: () => Promise<{ seconds: number; check: () => void }>): Promise<void> {
  for (let i = 1; ; i += 1) {
    const { seconds, check } = await attempt();
    if (seconds > BURST_S && i < ATTEMPTS) continue;
    return check();
  }
}

/** Sends twice as many messages as the bucket holds, and checks how many are accepted. */
function bursts(kind: string, bucket: Bucket, type: string, messages: readonly unknown[], clientOf: ClientOf) {
  return (stage: Stage) =>
    telling(async () => {
      const { seconds, taken, limited, refused } = await burst(await clientOf(stage), messages, type);
      return {
        seconds,
        check: () => {
          isFull(bucket, taken + refused.length, seconds);
          holds('429 for the rest', limited.length > 0, 'none');
          const details = over(kind, bucket.rate);
          for (const error of limited) fits('the error', error, { statusCode: 429, message: TEXT, details });
        },
      };
    });
}

type ClientOf = (stage: Stage) => Promise<Client>;
const aSpeaker: ClientOf = async (stage) => (await stage.speaker()).speaker;
const nobodyYet: ClientOf = (stage) => stage.connect();
const times = <T>(count: number, message: T): T[] => Array<T>(count).fill(message);
const asMessage = { action: 'sendAudio', audioData: CHUNK.toString('base64') };
const BROKEN = [
  ...times(3, '{'),
  ...times(3, { action: 'dance' }),
  'x'.repeat(131_073),
  { action: 'setVolume' },
  { action: 'pausePlayback' },
  { action: 'pauseBroadcast', pad: 'x'.repeat(5_000) },
];

export const rates: readonly Promised[] = [
  promised(
    '6.audio',
    'Audio 50/s with a burst of 50: more at once is 429 kind audio',
    bursts('audio', AUDIO, 'audioReceived', times(100, CHUNK), aSpeaker),
  ),
  promised(
    '6.audio-message',
    'sendAudio and binary frames count together',
    bursts('audio', AUDIO, 'audioReceived', [...times(30, CHUNK), ...times(60, asMessage)], aSpeaker),
  ),
  promised(
    '6.audio-refused-counts',
    'A refused chunk counts as a chunk',
    bursts(
      'audio',
      AUDIO,
      'audioReceived',
      [...times(20, silence(99)), ...times(5, silence(32_770)), ...times(65, CHUNK)],
      aSpeaker,
    ),
  ),
  promised(
    '6.audio-unjoined',
    '... also on a socket that has joined nothing',
    bursts('audio', AUDIO, 'audioReceived', times(100, CHUNK), nobodyYet),
  ),
  promised(
    '6.audio-one-429',
    'Audio over the rate is dropped; the sender gets one 429 a second at most',
    async (stage) => {
      const { seconds, limited } = await burst(await aSpeaker(stage), times(100, CHUNK), 'audioReceived');
      holds('one 429 a second at most', limited.length >= 1 && limited.length <= Math.ceil(seconds), limited.length);
    },
  ),
  promised(
    '6.control',
    'Control 10/s with a burst of 10: more at once is 429 kind control',
    bursts('control', CONTROL, 'broadcastPaused', times(20, PAUSE), aSpeaker),
  ),
  promised('6.control-listener', 'The control rate holds for listeners as well, each for itself', async (stage) => {
    const { sessionId } = await stage.speaker();
    const one: ClientOf = () => stage.listener(sessionId);
    const check = bursts('control', CONTROL, 'playbackPaused', times(20, { action: 'pausePlayback' }), one);
    await Promise.all([check(stage), check(stage)]);
  }),
  promised(
    '6.control-broken-counts',
    'Broken and refused messages count against the control rate',
    bursts('control', CONTROL, 'broadcastPaused', [...BROKEN, ...times(10, PAUSE)], aSpeaker),
  ),
  promised(
    '6.control-unjoined',
    '... and those on unjoined sockets',
    bursts('control', CONTROL, 'broadcastPaused', times(20, PAUSE), nobodyYet),
  ),
  promised('6.control-429-first', 'Over the rate 429 is the answer whatever else is wrong', (stage) =>
    telling(async () => {
      const { speaker } = await stage.speaker();
      const wrong = [...BROKEN, ...BROKEN];
      const { seconds, taken, refused, limited } = await burst(
        speaker,
        [...times(10, PAUSE), ...wrong],
        'broadcastPaused',
      );
      return {
        seconds,
        check: () => {
          isFull(CONTROL, taken + refused.length, seconds);
          fits('answers', taken + refused.length + limited.length, 10 + wrong.length);
        },
      };
    }),
  ),
  promised(
    '6.refused-takes-none',
    'A refused message takes no token: whoever goes on is let through at the rate',
    async (stage) => {
      const { speaker } = await stage.speaker();
      let through = 0;
      let limited = 0;
      const startedMs = performance.now();
      const elapsedS = () => (performance.now() - startedMs) / 1000;
      while (elapsedS() < 1.5) {
        const answers = await burst(speaker, times(10, PAUSE), 'broadcastPaused');
        through += answers.taken;
        limited += answers.limited.length;
        await sleep(50);
      }
      // Less than the time gives: what a full bucket would hold while a busy machine stands still. Were a token taken for each
      // refusal, hardly more than the burst would get through.
      const owed = Math.floor(CONTROL.burst + CONTROL.rate * 0.7);
      holds(`${owed} let through, and many refused`, through >= owed && limited > owed, { through, limited });
    },
  ),
  promised(
    '6.status',
    'Status 2/s with a burst of 3: more at once is 429 kind status',
    bursts('status', STATUS, 'sessionStatus', times(6, QUERY), aSpeaker),
  ),
  promised('6.own-buckets', 'Audio, control and status have buckets of their own', async (stage) => {
    const { speaker } = await stage.speaker();
    await burst(speaker, times(6, QUERY), 'sessionStatus');
    const audio = await burst(speaker, times(50, CHUNK), 'audioReceived');
    fits('audio taken', audio.taken, 50);
    const controls = await burst(speaker, times(10, PAUSE), 'broadcastPaused');
    fits('controls taken', controls.taken, 10);
  }),
  promised('6.heartbeats', 'Heartbeats are exempt, and take no token', async (stage) => {
    const { speaker } = await stage.speaker();
    const heartbeats = times(100, { action: 'heartbeat' });
    fits('heartbeats answered', (await burst(speaker, heartbeats, 'heartbeatAck')).taken, 100);
    fits('controls taken', (await burst(speaker, times(10, PAUSE), 'broadcastPaused')).taken, 10);
    await burst(speaker, times(10, PAUSE), 'broadcastPaused');
    fits('heartbeats answered', (await burst(speaker, heartbeats, 'heartbeatAck')).taken, 100);
  }),
  promised(
    '6.refills',
    'A bucket fills at its rate: after a second there is room for the rate again',
    async (stage) => {
      const { speaker } = await stage.speaker();
      for (let i = 0; i < 2; i += 1) {
        const { taken, limited } = await burst(speaker, times(50, CHUNK), 'audioReceived');
        fits('taken', { taken, limited: limited.length }, { taken: 50, limited: 0 });
        await sleep(1_050);
      }
    },
  ),
];
