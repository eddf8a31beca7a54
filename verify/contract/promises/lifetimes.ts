/** Section 6: lifetimes of sessions and sockets, idle sockets, and the number of sessions of a user. */
import { CLOSE } from '../codes.ts';
import { sleep } from '../deadline.ts';
import { between, fits, holds } from '../expectation.ts';
import type { Message } from '../observed.ts';
import { type Promised, promised } from '../promise.ts';
import { isRefused } from '../web.ts';

/** As set in the condition `brief`. */
const LIFE_S = 12;
const IDLE_MS = 6_000;
const PING_MS = 2_000;
/** The default, and the delay that a busy machine may add. */
const DEFAULT_PING_MS = 25_000;
const SLACK_MS = 5_000;
const PING = 9;
const under = 'brief' as const;

export const lifetimes: readonly Promised[] = [
  promised(
    '6.session-life',
    "A session's life is limited: sessionEnded expired, close 4410 to everybody",
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      const leftS = Number(speaker.greeting.expiresAt) - Date.now() / 1000;
      fits('expiresAt, seconds from now', leftS, between(0, LIFE_S + 1));
      for (const client of [speaker, listener]) {
        fits('sessionEnded', await client.next('sessionEnded'), { sessionId, reason: 'expired' });
        await client.closesWith(CLOSE.sessionEnded);
      }
      isRefused(await stage.http('GET', `/sessions/${sessionId}`), 'SESSION_NOT_FOUND', { reason: 'ended' });
    },
    { under },
  ),
  promised(
    '6.session-life-without-speaker',
    'A session whose speaker never came expires too',
    async (stage) => {
      const { sessionId } = await stage.session();
      const listener = await stage.listener(sessionId);
      fits('sessionEnded', await listener.next('sessionEnded'), { sessionId, reason: 'expired' });
    },
    { under },
  ),
  promised(
    '6.idle',
    'Idle without an inbound frame or pong: connectionTimeout (idleSeconds), close 4408',
    async (stage) => {
      const beforeMs = performance.now();
      const client = await stage.connectRaw();
      fits('connectionTimeout', await client.next('connectionTimeout'), { idleSeconds: between(6, 60) });
      const { atMs } = await client.ends([CLOSE.idle]);
      holds('no close before the time', atMs - beforeMs >= IDLE_MS, `${Math.round(atMs - beforeMs)} ms`);
    },
    { under },
  ),
  promised(
    '6.idle-listener',
    'An idle listener is closed 4408 and no longer counted',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const client = await stage.connectRaw({ sessionId, targetLanguage: 'es' });
      await client.next('sessionJoined');
      await client.next('connectionTimeout');
      await client.ends([CLOSE.idle]);
      const isMine = ({ updateReason }: Message) => updateReason === 'requested';
      fits('the status', await speaker.ask({ action: 'getSessionStatus' }, 'sessionStatus', isMine), {
        listenerCount: 0,
      });
    },
    { under },
  ),
  promised(
    '6.idle-pong',
    'A socket that answers pings is not idle',
    async (stage) => {
      const client = await stage.connect();
      await sleep(1.5 * IDLE_MS);
      holds('an open socket', client.closed === undefined, client.closed);
      await client.settled();
    },
    { under },
  ),
  promised(
    '6.pings',
    'The server pings every PING_INTERVAL_MS, from the first on',
    async (stage) => {
      const beforeMs = performance.now();
      const client = await stage.connectRaw();
      await sleep(PING_MS * 2.5);
      const pings = client.frames.filter(({ opcode }) => opcode === PING).length;
      const due = Math.floor((performance.now() - beforeMs) / PING_MS);
      holds(`${due} pings by then, one more or less`, Math.abs(pings - due) <= 1 && pings >= 1, pings);
    },
    { under },
  ),
  promised(
    '6.ping-default',
    'A socket that hears nothing is pinged within 25 s: proxies close what is quiet for 60 s',
    async (stage) => {
      const client = await stage.connectRaw();
      await client.ping(DEFAULT_PING_MS + SLACK_MS);
    },
    { isSlow: true, needs: ['direct'] },
  ),
  promised(
    '6.idle-frames',
    'A socket that sends is not idle, though it answers no ping',
    async (stage) => {
      const client = await stage.connectRaw();
      for (let i = 0; i < 6; i += 1) {
        client.send('{"action":"heartbeat"}');
        await sleep(IDLE_MS / 4);
      }
      const types = client.messages().map(({ type }) => type);
      holds('no connectionTimeout', !types.includes('connectionTimeout'), types);
      holds('an open socket', !client.socket.destroyed, 'a closed one');
    },
    { under },
  ),
  ...(['speaker', 'listener'] as const).map((role) =>
    promised(
      `5.refresh-required-${role}`,
      `An old connection of a ${role} is told connectionRefreshRequired, then connectionWarning with remainingMinutes`,
      async (stage) => {
        const { speaker, sessionId } = await stage.speaker();
        const client = role === 'speaker' ? speaker : await stage.listener(sessionId);
        fits('connectionRefreshRequired', await client.next('connectionRefreshRequired'), { sessionId });
        const warning = await client.next('connectionWarning');
        fits('connectionWarning', warning, { sessionId, remainingMinutes: between(14, 15) });
      },
      { under },
    ),
  ),
  promised(
    '6.sessions-per-user',
    'MAX_SESSIONS_PER_USER live sessions of a user, one more is 409 SESSION_EXISTS',
    async (stage) => {
      const { token, userId } = await stage.speaker();
      await stage.speaker({}, { userId });
      const query = { action: 'createSession', sourceLanguage: 'en', token };
      isRefused(await stage.upgrade(query), 'SESSION_EXISTS');
    },
    { under },
  ),
];
