/** A real session, with recognition and translation: the pictures that the documents show large. */
import type { Page } from 'playwright-core';
import { startTestServer } from '../../test/support/test-server.ts';
import { untilOver } from '../../test/web/browser.ts';
import { untilSpoken } from '../../test/web/deliveries.ts';
import { codeOf, listen, OWN_FINALS, speakWith, TRANSLATED_FINALS } from '../../test/web/people.ts';
import { DESK, PHONE, take } from './camera.ts';
import type { Studio } from './studio.ts';

const MONITORED = '[data-words=monitor] [data-finals]';

export async function takeSession({ browser, ending }: Studio): Promise<void> {
  const server = await startTestServer(ending, { EMBEDDED_ASR: 'auto', HOST: '0.0.0.0' });
  await untilSpoken(server, 'es');
  const open = (path: string, viewport = DESK): Promise<Page> => browser.page(`${server.url}${path}`, { viewport });
  const speaker = await open('/speak');
  await speaker.locator('.recogniser').waitFor();
  await speakWith(speaker, 'talk');
  const code = await codeOf(speaker);
  await speaker.locator('select[name=monitor] option[value=es]').waitFor({ state: 'attached' });
  await speaker.locator('select[name=monitor]').selectOption('es');
  const [ana, pau] = [await open(`/listen?code=${code}`), await open(`/listen?code=${code}`, PHONE)];
  await Promise.all([listen(ana, 'es'), listen(pau, 'ca')]);
  for (const page of [ana, pau]) await page.locator('.notice button').click();
  await untilOver(speaker, OWN_FINALS, 0, 'data-finals');
  await untilOver(speaker, MONITORED, 1, 'data-finals');
  await speaker.locator('[data-figure=lag]', { hasText: /\d/ }).waitFor();
  await take(speaker, 'web-speak', { whole: true });
  await untilOver(ana, TRANSLATED_FINALS, 3, 'data-finals');
  await untilOver(pau, TRANSLATED_FINALS, 3, 'data-finals');
  await take(ana, 'web-listen');
  await take(pau, 'web-listen-phone');
  const desk = await open(`/inside?session=${code}`);
  await desk.locator('[data-latency=EndToEndLatency]').waitFor();
  await desk.setViewportSize({ ...DESK, height: 1_700 });
  await take(desk, 'web-inside');
}
