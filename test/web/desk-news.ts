/** What the server says at the speaker's desk, told as long as it holds: a loss, the end that comes, the end. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { WebSocketRoute } from 'playwright-core';
import { CLOSES } from '../../src/protocol/close-codes.ts';
import type { TestServer } from '../support/test-server.ts';
import { isAccessible } from './accessible.ts';
import { type TestBrowser, until } from './browser.ts';
import { DESK, untilOnAir } from './desk.ts';
import { speakWith } from './people.ts';

/** Between the page and a real server, whose messages are changed on the way. */
export async function news(t: TestContext, browser: TestBrowser, server: TestServer): Promise<void> {
  const page = await browser.page('about:blank');
  let isFailed = false;
  let aheadS = 0;
  /** Of the session, s since 1970. */
  let expiresAt = 0;
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/.*/, (socket) => {
    const far = socket.connectToServer();
    sockets.push(socket);
    far.onMessage((message) => {
      const said = JSON.parse(String(message)) as { type: string; timestamp: number; expiresAt?: number };
      expiresAt = said.expiresAt ?? expiresAt;
      if (isFailed && said.type === 'transcript') return;
      const isDropped = isFailed && said.type === 'audioReceived';
      const told = { ...said, timestamp: said.timestamp + aheadS };
      socket.send(JSON.stringify(isDropped ? { ...told, dropped: 'failed' } : told));
    });
  });
  await page.goto(`${server.url}/speak`);
  await speakWith(page, 'talk');
  await untilOnAir(page);

  const say = (type: string, more: object) =>
    sockets.at(-1)?.send(JSON.stringify({ type, sessionId: 's', timestamp: Date.now() / 1_000, ...more }));

  await t.test(
    'lost speech is summed in one notice, and no longer than recognition fails is it said that it does',
    async () => {
      isFailed = true;
      say('transcriptionFailed', { reason: 'test' });

      const lost = page.locator('[data-topic=lost]');
      const lostS = async () =>
        Number(/^([\d.]+) s of speech lost since \d\d:\d\d\./.exec(await lost.innerText())?.[1]);
      await lost.waitFor();
      const first = await lostS();
      await until(page, 'a larger loss', async () => (await lostS()) > first + 1);
      assert.equal(await lost.count(), 1);
      await page.locator('[data-topic=recognition][data-kind=problem]').waitFor();
      await isAccessible(page, 'the desk, without recognition and with a loss');
      isFailed = false;
      say('transcriptionRestored', { attempt: 2, replayedMs: 0 });
      await page.locator('[data-topic=recognition][data-kind=problem]').waitFor({ state: 'detached' });
      await untilOnAir(page);
    },
  );

  await t.test('the end is warned of again 5 minutes and 1 minute before, by the server’s clock', async () => {
    for (const [minutes, text, kind] of [
      [5, /by itself in 5 minutes, at/, 'warning'],
      [1, /by itself in \d+ seconds, at .* Say goodbye now\./, 'problem'],
    ] as const) {
      aheadS = expiresAt - Date.now() / 1_000 - minutes * 60 + 3;
      await page.locator(`[data-topic=timeLeft][data-kind=${kind}]`, { hasText: text }).waitFor();
      await isAccessible(page, `the desk, ${minutes} minutes before the end`, `${DESK}, [data-topic=timeLeft]`);
    }
    assert.equal(await page.locator('[data-topic=timeLeft]').count(), 1);
    aheadS = 0;
  });

  await t.test('a session that ends by itself says why, whatever is asked at that moment', async () => {
    for (const [reason, text] of [
      ['expired', /reached its longest time/],
      ['speakerDisconnected', /disconnected for too long/],
      ['rateLimit', /more audio was sent/],
    ] as const) {
      await page.locator('[data-control=end]').click();
      await page.locator('[data-question=end][open]').waitFor();
      say('sessionEnded', { reason });
      await sockets.at(-1)?.close({ code: CLOSES.sessionEnded.code, reason });
      await page.locator('[data-step=over]:focus', { hasText: text }).waitFor();
      await isAccessible(page, `the end: ${reason}`, '[data-step=over]');
      await page.getByRole('button', { name: 'Start another session' }).click();
      await speakWith(page, 'talk');
      await untilOnAir(page);
    }
  });
  await page.close();
}
