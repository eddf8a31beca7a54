/** Speech and captions as a pipeline delivers them, at the page of a listener in a real browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlaybackReport } from '../../src/protocol/client-messages.ts';
import { startTestServer } from '../support/test-server.ts';
import { noBrowser, numberAt, ONLY_48_KHZ, openBrowser, until, untilOver } from './browser.ts';
import { deliver, speak, untilPlayed, Watched, warmUp } from './deliveries.ts';
import { listen, OUTPUT, PLAYED } from './people.ts';

const skip = noBrowser ?? false;

test('speech that waits is played faster, whole and once, and the server is told how each segment was heard', {
  skip,
}, async (t) => {
  const server = await startTestServer(t);
  const browser = await openBrowser(t);
  const { sessionId } = await server.speaker('ada');
  const page = await browser.page(`${server.url}/listen?code=${sessionId}`);
  const watched = new Watched(page);
  await listen(page, 'es');
  const warm = await warmUp(page, server, watched);

  await speak(server, watched, 1, { resultId: 'r', segment: 0, text: 'Uno,', seconds: 0.8 });
  await until(page, 'the first report', async () => watched.reports.length === 1);
  await untilOver(page, OUTPUT, 0.02, 'data-peak');
  await page.locator('[data-number=rate][data-percent="0"]').waitFor({ state: 'attached' });

  await speak(server, watched, 2, { resultId: 'r', segment: 1, text: 'dos largos', seconds: 6 });
  await speak(server, watched, 3, { resultId: 'r', segment: 2, text: 'y tres.', seconds: 6 });
  await page.locator('[data-number=rate]:not([data-percent="0"])').waitFor({ state: 'attached' });
  await until(page, 'all reports', async () => watched.reports.length === 3);
  await page.locator('[data-number=rate][data-percent="0"]').waitFor({ state: 'attached' });

  const reports = watched.reports;
  const [first, second, third] = reports as [PlaybackReport, PlaybackReport, PlaybackReport];
  assert.deepEqual(
    reports.map(({ resultId, segment, epoch, outcome }) => [resultId, segment, epoch, outcome]),
    [0, 1, 2].map((segment) => ['r', segment, 0, 'played']),
  );
  // Not exactly 1 on a busy machine, where it may have to catch up.
  assert.ok(first.playbackRate < Math.min(second.playbackRate, third.playbackRate), JSON.stringify(first));
  assert.ok(Math.abs(first.durationMs - 800) < 60, JSON.stringify(first));
  // Told when its last sample was made, which is heard up to 150 ms later: the context's latency, and the element's 40 ms.
  assert.ok(
    first.delayMs < 3_000 && first.agoMs >= first.durationMs - 150 && first.agoMs < 5_000,
    JSON.stringify(first),
  );
  for (const long of [second, third]) {
    assert.ok(long.playbackRate > 1.1 && long.playbackRate <= 1.351, JSON.stringify(long));
    assert.ok(Math.abs(long.durationMs * long.playbackRate - 6_000) < 300, JSON.stringify(long));
  }
  assert.ok(second.queuedMs >= 0 && third.delayMs > 3_000, JSON.stringify([second, third]));
  assert.equal(await numberAt(page, PLAYED), warm + 7);
  for (const count of ['skipped', 'late']) assert.equal(await numberAt(page, `[data-number=${count}]`), 0);
  const last = page.locator('[data-words=translated] [data-finals] p').last();
  assert.equal(await last.innerText(), 'Uno, dos largos y tres.');
  const caption = (resultId: string, segment: number, text: string) =>
    deliver(server, watched, {
      type: 'caption',
      ...{ resultId, segment, epoch: 0, isPartial: true, targetLanguage: 'es', sequenceNumber: 9_000, text },
    });
  await caption('r', 3, 'Y cuatro');
  await page.locator('[data-partial]', { hasText: 'Y cuatro' }).waitFor();
  await caption('r', 1, 'dos');
  await caption('s', 0, 'Cinco');
  await page.locator('[data-partial]', { hasText: 'Cinco' }).waitFor();
  assert.equal(await last.innerText(), 'Uno, dos largos y tres.');
  assert.deepEqual(browser.problems, []);
});

test('speech that a listener held up by a pause is heard but not reported, nor is any at volume 0', {
  skip,
}, async (t) => {
  const server = await startTestServer(t);
  const browser = await openBrowser(t);
  const { sessionId } = await server.speaker('ada');
  const page = await browser.page(`${server.url}/listen?code=${sessionId}`);
  const watched = new Watched(page);
  await listen(page, 'es');
  const say = (segment: number) =>
    speak(server, watched, segment + 1, { resultId: 'r', segment, text: `word ${segment}`, seconds: 0.6 });
  const volume = page.locator('input[name=volume]');
  const pause = page.locator('[data-control=pause]');
  await pause.click();
  await say(0);
  await page.locator('[data-words=translated] [data-finals] p', { hasText: 'word 0' }).waitFor();
  assert.equal(await numberAt(page, PLAYED), 0);
  await pause.click();
  await untilPlayed(page, 1);
  await say(1);
  await until(page, 'a report', async () => watched.reports.length > 0);
  await volume.fill('0');
  await say(2);
  await untilPlayed(page, 3);
  await volume.fill('100');
  // Whether this one is reported depends on whether it comes before the page looks at the volume again.
  await say(3);
  await untilPlayed(page, 4);
  await say(4);
  await until(page, 'another report', async () => watched.reports.at(-1)?.segment === 4);

  const reported = watched.reports.map(({ segment }) => segment).filter((segment) => segment !== 3);
  assert.deepEqual(reported, [1, 4]);
  assert.deepEqual(browser.problems, []);
});

test('a browser that refuses 16 kHz plays at its own rate', {
  skip,
}, async (t) => {
  const server = await startTestServer(t);
  const browser = await openBrowser(t);
  const { sessionId } = await server.speaker('ada');

  const page = await browser.page(`${server.url}/listen?code=${sessionId}`);
  await page.addInitScript({ content: ONLY_48_KHZ });
  await page.reload();
  const watched = new Watched(page);
  await listen(page, 'es');
  await warmUp(page, server, watched);
  await speak(server, watched, 1, { resultId: 'r', segment: 0, text: 'uno', seconds: 1 });
  await until(page, 'a report', async () => watched.reports.length === 1);
  await untilOver(page, OUTPUT, 0.02, 'data-peak');
  assert.ok(Math.abs((watched.reports[0]?.durationMs ?? 0) - 1_000) < 60, JSON.stringify(watched.reports));
  assert.deepEqual(browser.problems, []);
});
