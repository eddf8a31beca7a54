/** The page to look inside: now, at an earlier time, one sentence's way, a filter, and where nobody may look. */
import { startTestServer } from '../../test/support/test-server.ts';
import { spokenSession } from '../../test/web/spoken-session.ts';
import { Both, type Studio, saveBoth, sheetsOf } from './studio.ts';

const TOKEN = 'a-token-of-the-operator';
const TALL = { width: 1100, height: 1_500 };

export async function takeInside(studio: Studio): Promise<void> {
  const server = await startTestServer(studio.ending, { EMBEDDED_ASR: 'script' });
  const sheets = sheetsOf(studio, 'web-inside');
  const empty = await Both.open(studio, sheets, `${server.url}/inside`);
  await empty.see('[data-chip=inside][data-state=live]');
  await empty.shoot('no session');
  await empty.close();
  const sessionId = await spokenSession(server);
  const inside = await Both.open(studio, sheets, `${server.url}/inside?session=${sessionId}`);
  await inside.each(async ({ page, kind }) => kind === 'desk' && (await page.setViewportSize(TALL)));
  await inside.see(`[data-session=${sessionId}]`);
  await inside.see('[data-segment="1"]');
  await inside.shoot('now');
  await inside.click('[data-segment="1"] summary');
  await inside.each(({ page }) => page.locator('[data-segment="1"]').scrollIntoViewIfNeeded());
  await inside.shoot('the way of a sentence');
  await inside.each(({ page }) => page.locator('input[name=contains]').fill('broadcast.pause'));
  await inside.see('[data-count]');
  await inside.each(({ page }) => page.locator('input[name=contains]').scrollIntoViewIfNeeded());
  await inside.shoot('changes that are filtered');
  await inside.click('.changes button:visible');
  await inside.see('.changes [aria-current=true]');
  await inside.each(({ page }) => page.locator('[data-scrubber]').scrollIntoViewIfNeeded());
  await inside.shoot('as it was then');
  await inside.click('[data-live]');
  await inside.click('[data-span=lately]');
  await inside.see('[data-latency=SegmentCommitLag][data-span=lately]');
  await inside.each(({ page }) => page.locator('[data-latency=SegmentCommitLag]').first().scrollIntoViewIfNeeded());
  await inside.shoot('latencies of the last minutes');
  await inside.close();

  const closed = await startTestServer(studio.ending, { INSIDE_TOKEN: TOKEN });
  const asked = await Both.open(studio, sheets, `${closed.url}/inside`);
  await asked.see('input[name=token]');
  await asked.shoot('with a token only');
  await asked.close();
  await saveBoth(studio, sheets);
}
