/** A talk whose sentences are cut into clauses while a stream dies, as it is read and heard at a listener's page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { writeWords } from '../../emulators/transcribe/written-audio.ts';
import { Speaker } from '../../src/client/speaker.ts';
import { sendAtNaturalPace, toChunks } from '../../testkit/speech/pace.ts';
import { startTestServer } from '../support/test-server.ts';
import { noBrowser, openBrowser, until } from './browser.ts';
import { listen, untilHeard } from './people.ts';

const WORD_MS = 240;
/** Every word once, so that one that is shown twice is seen. */
const TALK =
  'When this morning came over our old city, nobody there had been awake, because every street was still dark and cold, ' +
  'which is why we saw him first. Then another man arrived.';

const SETTINGS = {
  EMBEDDED_ASR: 'written',
  EMBEDDED_FAULTS_PORT: '0',
  EMBEDDED_ASR_STABLE_LAG_MS: '500',
  EMBEDDED_ASR_FINAL_LAG_MS: '600',
  EMBEDDED_ASR_QUIRKS: 'moved=60',
  TRANSLATION_SEGMENTS: 'clause',
};

function writtenTalk(): Buffer {
  return writeWords(
    TALK.split(' ').flatMap((text) => [
      { text, durationMs: WORD_MS },
      ...(text.endsWith('.') ? [{ text: '', durationMs: 600 }] : []),
    ]),
  );
}

test('clauses of a sentence are read as they are said, in one paragraph, and no word twice though a stream dies', {
  skip: noBrowser ?? false,
}, async (t) => {
  const server = await startTestServer(t, SETTINGS);
  const { faults } = server.embedded;
  assert.ok(faults);
  faults.transcribe.set({
    rules: [{ streams: { nth: 1 }, at: { audioMs: 5_000 }, fault: { kind: 'reset', code: 2 } }],
  });
  const speaker = await Speaker.create({
    ...{ url: server.url, WebSocket, sourceLanguage: 'en' },
    token: () => server.token('ada'),
  });
  const browser = await openBrowser(t);
  const page = await browser.page(`${server.url}/listen?code=${speaker.sessionId}`);
  await listen(page, 'es');
  const original = page.locator('[data-words=original]');
  const finals = original.locator('[data-finals]');
  const looks: string[] = [];
  let isOver = false;
  const looking = until(page, 'the talk to end', async () => {
    looks.push(await original.innerText());
    return isOver;
  });

  await sendAtNaturalPace(toChunks(writtenTalk()), { now: () => performance.now(), sleep: setTimeout }, (chunk) => {
    speaker.send(chunk);
    return true;
  });
  await until(page, 'the last word', async () => /arrived\./.test(await finals.innerText()));
  await untilHeard(page, 2);
  isOver = true;
  await looking;

  assert.equal(faults.transcribe.status().injected.reset, 1);
  const read = (await finals.locator('p').allInnerTexts()).join(' ');
  assert.equal(read, TALK);
  for (const look of looks) {
    const words = look.split(/\s+/).filter((word) => TALK.includes(word));
    assert.deepEqual(words, [...new Set(words)], 'a word is read twice');
  }
  assert.ok((await finals.locator('p').first().locator('span').count()) > 1, 'a sentence came in one piece');
  assert.ok((await finals.locator('p').count()) < (await finals.locator('span').count()), 'a clause is a paragraph');
  assert.equal(await page.locator('[data-number=skipped]').textContent(), '0');
  await speaker.end();
  assert.deepEqual(browser.problems, []);
});
