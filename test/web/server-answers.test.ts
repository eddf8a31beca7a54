import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askServer, tokenFor } from '../../web/src/server-answers.ts';
import { texts } from '../../web/src/texts/locale.ts';
import { TOKEN } from '../../web/src/texts/token.ts';

const SERVER = 'https://talks.example';

test('a server that does not answer in 5 s is said not to, and nobody waits for it any longer', async (t) => {
  const limits: number[] = [];
  const late = new AbortController();
  t.mock.method(AbortSignal, 'timeout', (ms: number) => {
    limits.push(ms);
    return late.signal;
  });
  t.mock.method(globalThis, 'fetch', (_: unknown, { signal }: { signal: AbortSignal }) => {
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });

  const asked = askServer(SERVER);
  const token = tokenFor(SERVER, 'somebody');
  late.abort(new DOMException('The operation timed out.', 'TimeoutError'));

  await assert.rejects(token, new Error(TOKEN.unanswered));
  const { info, problem } = await asked;
  assert.equal(info.isKnown, false);
  assert.equal(typeof problem === 'function' && problem(texts()), texts().server.unreachable(SERVER));
  assert.deepEqual(limits, [5_000, 5_000]);
});

test('a token is what the server gives, and no server that answers without one gives any', async (t) => {
  let token: unknown = 'a.b.c';
  t.mock.method(globalThis, 'fetch', async () => Response.json({ token }));
  assert.equal(await tokenFor(SERVER, 'somebody'), 'a.b.c');
  token = undefined;
  await assert.rejects(tokenFor(SERVER, 'somebody'), new Error(TOKEN.unavailable));
});

test('what is no address is not asked', async () => {
  const { problem } = await askServer('ftp://talks.example');
  assert.equal(typeof problem === 'function' && problem(texts()), texts().server.wrongAddress);
});
