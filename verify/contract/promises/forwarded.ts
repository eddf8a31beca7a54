/** Section 6: a client's address behind a proxy, and which clients count as local. */
import { randomInt } from 'node:crypto';
import { platform } from 'node:os';
import { fits, Skipped } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import type { Stage } from '../stage.ts';
import { isAnswered, isRefused } from '../web.ts';

const UNKNOWN = 10;
/** Headers that show that a request came through a proxy. */
const TRACES: readonly (readonly [name: string, value: string])[] = [
  ['Forwarded', 'for=192.0.2.60;proto=http'],
  ['X-Forwarded-For', '192.0.2.60'],
  ['X-Forwarded-For', '127.0.0.1'],
  ['X-Real-IP', '192.0.2.60'],
  ['Via', '1.1 proxy'],
];

/** @returns the address that the server sees for a client with these lines of X-Forwarded-For. */
async function addressOf(stage: Stage, lines: readonly string[]): Promise<unknown> {
  const { sessionId } = await stage.speaker();
  const listener = await stage.connect({ sessionId, targetLanguage: 'es' }, { headers: { 'x-forwarded-for': lines } });
  const { connectionId } = await listener.next('sessionJoined');
  const answer = await stage.deliver('GET', `/@connections/${encodeURIComponent(String(connectionId))}`);
  isAnswered(answer, 200);
  return Object(answer.json?.identity).sourceIp;
}

const LINES: readonly (readonly [slug: string, claim: string, lines: (address: string) => readonly string[]])[] = [
  ['one', 'One line with one address', (address) => [address]],
  ['list', 'Of a list the right-most counts', (address) => [`192.0.2.1, 192.0.2.2,${address}`]],
  ['lines', 'Several lines are joined: the last counts', (address) => ['192.0.2.1', address]],
  ['lines-lists', '... lists in several lines too', (address) => ['192.0.2.1, 192.0.2.2', `192.0.2.3, ${address}`]],
  ['trusted', 'Trusted proxies at the right are passed over', (address) => [`192.0.2.1, ${address}`, '127.0.0.1']],
  ['trusted-list', '... several of them too', (address) => [`${address}, 127.0.0.1 , 127.0.0.1`]],
];

export const forwarded: readonly Promised[] = [
  ...LINES.map(([slug, claim, lines]) =>
    promised(
      `6.forwarded-${slug}`,
      `X-Forwarded-For from a trusted proxy. ${claim}`,
      async (stage) => {
        const address = stage.newAddress();
        fits('the address', await addressOf(stage, lines(address)), address);
      },
      { needs: ['forwarded', 'delivery'] },
    ),
  ),
  promised(
    '6.forwarded-http',
    'Upgrades and HTTP read the lines alike: an address that both use is one',
    async (stage) => {
      const address = stage.newAddress();
      const toLines = (i: number) => ({ 'x-forwarded-for': [`192.0.2.${i}`, address] });
      for (let i = 0; i < UNKNOWN; i += 1) {
        const sessionId = `nobody-nowhere-${200 + i}`;
        const answer =
          i % 2 === 0
            ? await stage.http('GET', `/sessions/${sessionId}`, { headers: toLines(i) })
            : await stage.upgrade({ sessionId, targetLanguage: 'es' }, { headers: toLines(i) });
        isRefused(answer, 'SESSION_NOT_FOUND');
      }
      const { sessionId } = await stage.speaker();
      const query = { sessionId, targetLanguage: 'es' };
      isRefused(await stage.http('GET', `/sessions/${sessionId}`, { headers: toLines(50) }), 'RATE_LIMIT_EXCEEDED');
      isRefused(await stage.upgrade(query, { headers: toLines(51) }), 'RATE_LIMIT_EXCEEDED');
      await stage.listener(sessionId);
    },
    { needs: ['forwarded'] },
  ),
  promised(
    '6.forwarded-untrusted',
    'X-Forwarded-For counts only from TRUSTED_PROXIES',
    async (stage) => {
      if (platform() !== 'linux' || !stage.server.url.includes('127.0.0.1')) {
        throw new Skipped('needs another loopback address to come from, which Linux has');
      }
      const from = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
      const { sessionId } = await stage.speaker();
      const headers = { 'x-forwarded-for': '192.0.2.7' };
      const listener = await stage.connect({ sessionId, targetLanguage: 'es' }, { from, headers });
      const { connectionId } = await listener.next('sessionJoined');
      const answer = await stage.deliver('GET', `/@connections/${encodeURIComponent(String(connectionId))}`);
      fits('identity', answer.json?.identity, { sourceIp: from });
    },
    { needs: ['direct', 'delivery'] },
  ),
  ...TRACES.map(([name, value]) =>
    promised(
      `6.through-proxy-${name}${value === '127.0.0.1' ? '-loopback' : ''}`,
      `A loopback caller whose request carries ${name}: ${value} is nobody of this machine: it may not deliver`,
      async (stage) => {
        const { sessionId } = await stage.speaker();
        const listener = await stage.listener(sessionId);
        const path = `/@connections/${encodeURIComponent(listener.connectionId)}`;
        const body = JSON.stringify({ type: 'caption', sessionId, timestamp: Math.floor(Date.now() / 1000), text: '' });
        for (const method of ['POST', 'GET', 'DELETE']) {
          const answer = await stage.deliver(method, path, method === 'POST' ? body : undefined, { [name]: value });
          isAnswered(answer, 403);
          fits('x-amzn-ErrorType', answer.headers['x-amzn-errortype'], /^ForbiddenException/);
        }
        await listener.settled();
        isAnswered(await stage.deliver('GET', path), 200);
      },
      { needs: ['delivery'] },
    ),
  ),
];
