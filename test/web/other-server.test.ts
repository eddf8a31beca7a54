/** The pages of one server with the sessions of another, which wants a token, and has its troubles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAwsServer } from '../support/aws-server.ts';
import { startTestServer } from '../support/test-server.ts';
import { noBrowser, openBrowser } from './browser.ts';
import { chip, codeOf, listen, speakWith } from './people.ts';

/** However slow the machine is, recognition is not given up before the speaker has seen that it is interrupted. */
const PATIENT = { TRANSCRIBE_RECOVERY_WINDOW_MS: '600000', BREAKER_FAILURES: '10000' };

test('the pages speak to any server that lets them: with its languages and a token of the speaker’s own', {
  skip: noBrowser ?? false,
}, async (t) => {
  const pages = await startTestServer(t);
  const server = await startAwsServer(t, { ALLOWED_ORIGINS: pages.url, ...PATIENT });
  const address = server.url.replace(/^http/, 'ws');
  const browser = await openBrowser(t);
  const speaker = await browser.page(`${pages.url}/speak`);
  await speaker.locator('.server > summary').click();
  await speaker.locator('input[name=server]').fill(address);
  await speaker.locator('select[name=language]').focus();
  await speaker.locator('select[name=language] option[value=fr]').waitFor({ state: 'attached' });
  await speaker.locator('select[name=language]').selectOption('fr');

  const problem = speaker.locator('[data-topic=start]');
  await speaker.locator('[data-use=talk]:visible').click();
  await problem.filter({ hasText: 'needs an access token' }).waitFor();
  await speaker.locator('input[name=token]').fill('no.good.token');
  await speaker.locator('[data-use=talk]:visible').click();
  await problem.filter({ hasText: 'does not accept this access token' }).waitFor();
  await speaker.locator('input[name=token]').fill(await server.token('ada'));
  // Streams fail, until the speaker has seen it; and sees it when they work again.
  server.faults.set({ rules: [{ fault: { kind: 'exception', name: 'InternalFailureException' } }] });
  await speakWith(speaker, 'talk');
  await chip(speaker, 'recognition', 'interrupted');
  await speaker.locator('[data-topic=recognition]', { hasText: 'is kept' }).waitFor();
  server.faults.clear();
  await chip(speaker, 'recognition', 'on');

  const link = await speaker.locator('input[name=link]').inputValue();
  assert.equal(new URL(link).searchParams.get('server'), address);
  const listener = await browser.page(link);
  await listen(listener, 'es');
  await speaker.locator('[data-listeners="1"]').waitFor();
  const code = await codeOf(speaker);
  await speaker.reload();
  await speaker.locator('[data-topic=restored]').waitFor();
  assert.equal(await codeOf(speaker), code);
  // Of what the browser itself reports, the refused token is the only thing.
  assert.deepEqual(
    browser.problems.filter((text) => !/status of 40[01]/.test(text)),
    [],
  );
});
