/** Section 6: connects and joins of an address, sessions of a user. */
import { randomInt } from 'node:crypto';
import { platform } from 'node:os';
import { fits, type Patterns, POSITIVE, Skipped } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import type { Stage } from '../stage.ts';
import { isAnswered, isRefused } from '../web.ts';

const over = (kind: string, limit: number): Patterns => ({ kind, limit, retryAfterMs: POSITIVE });
const CONNECTS = 20;
const JOINS = 10;
const CREATES = 50;

async function joins(stage: Stage, sessionId: string, address: string): Promise<void> {
  for (let i = 0; i < JOINS; i += 1) await stage.listener(sessionId, 'es', {}, { address });
}

export const addressLimits: readonly Promised[] = [
  promised('6.connects', 'Connects 20/min per address: the 21st is 429 kind connect', async (stage) => {
    const address = stage.newAddress();
    for (let i = 0; i < CONNECTS; i += 1) await stage.connect({}, { address });
    isRefused(await stage.upgrade({}, { address }), 'RATE_LIMIT_EXCEEDED', over('connect', CONNECTS));
  }),
  promised('6.connects-refused-count', 'Refused upgrades count as connects', async (stage) => {
    const address = stage.newAddress();
    for (let i = 0; i < CONNECTS; i += 1) {
      const query = i % 2 === 0 ? { token: 'bad' } : { action: 'dance' };
      fits('the status', (await stage.upgrade(query, { address })).status, i % 2 === 0 ? 401 : 400);
    }
    isRefused(await stage.upgrade({}, { address }), 'RATE_LIMIT_EXCEEDED', over('connect', CONNECTS));
  }),
  promised('6.connects-each', 'An address over its connects is no matter to another', async (stage) => {
    const address = stage.newAddress();
    for (let i = 0; i < CONNECTS; i += 1) await stage.upgrade({ action: 'dance' }, { address });
    fits('the first', (await stage.upgrade({}, { address })).status, 429);
    await stage.connect({}, { address: stage.newAddress() });
  }),
  promised('6.connects-before-all', 'Over its connects an address gets 429 whatever it asks for', async (stage) => {
    const address = stage.newAddress();
    for (let i = 0; i < CONNECTS; i += 1) await stage.upgrade({ action: 'dance' }, { address });
    const speakers = { action: 'createSession', sourceLanguage: 'en', token: await stage.token() };
    isRefused(await stage.upgrade(speakers, { address }), 'RATE_LIMIT_EXCEEDED', over('connect', CONNECTS));
  }),
  promised('6.joins', 'Joins 10/min per address: the 11th is 429 kind join', async (stage) => {
    const { sessionId } = await stage.speaker();
    const address = stage.newAddress();
    await joins(stage, sessionId, address);
    const query = { sessionId, targetLanguage: 'es' };
    isRefused(await stage.upgrade(query, { address }), 'RATE_LIMIT_EXCEEDED', over('join', JOINS));
    await stage.listener(sessionId);
  }),
  promised('6.joins-message', 'A join by message counts as a join', async (stage) => {
    const { sessionId } = await stage.speaker();
    const address = stage.newAddress();
    await joins(stage, sessionId, address);
    const bare = await stage.connect({}, { address });
    const message = { action: 'joinSession', sessionId, targetLanguage: 'es' };
    await bare.refused(message, 'RATE_LIMIT_EXCEEDED', over('join', JOINS));
  }),
  promised('6.creates', 'Session creations 50/h per user: the 51st is 429 kind create, by every way', async (stage) => {
    const token = await stage.token();
    const json = { sourceLanguage: 'en' };
    for (let i = 0; i < CREATES; i += 1) isAnswered(await stage.http('POST', '/sessions', { token, json }), 201);
    const details = over('create', CREATES);
    isRefused(await stage.http('POST', '/sessions', { token, json }), 'RATE_LIMIT_EXCEEDED', details);
    const query = { action: 'createSession', sourceLanguage: 'en', token };
    isRefused(await stage.upgrade(query), 'RATE_LIMIT_EXCEEDED', details);
    const client = await stage.connect({ token });
    await client.refused({ action: 'createSession', sourceLanguage: 'en' }, 'RATE_LIMIT_EXCEEDED', details);
  }),
  promised('6.forwarded', 'X-Forwarded-For counts from TRUSTED_PROXIES', async (stage) => {
    // More than an address may have, each from one of its own.
    for (let i = 0; i < CONNECTS + 5; i += 1) await stage.connect();
  }),
  promised('6.forwarded-untrusted', 'X-Forwarded-For counts only from TRUSTED_PROXIES', async (stage) => {
    if (platform() !== 'linux' || !stage.server.url.includes('127.0.0.1')) {
      throw new Skipped('needs another loopback address to come from, which Linux has');
    }
    const from = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
    for (let i = 0; i < CONNECTS; i += 1) await stage.connect({}, { from });
    isRefused(await stage.upgrade({}, { from }), 'RATE_LIMIT_EXCEEDED', over('connect', CONNECTS));
  }),
];
