/** `npm run docs:images`: takes the pictures of the pages in docs/pictures, each page in every state. */
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openBrowser } from '../test/web/browser.ts';
import { FOLDER } from './pictures/camera.ts';
import { takeDesk } from './pictures/desk-states.ts';
import { takeInside } from './pictures/inside-states.ts';
import { takeListener } from './pictures/listener-states.ts';
import { takeLocales } from './pictures/locales.ts';
import { takeMicrophone } from './pictures/microphone-states.ts';
import { takePoster } from './pictures/poster-states.ts';
import { takeScreen } from './pictures/screen-states.ts';
import { takeSession } from './pictures/session.ts';
import { takeStart } from './pictures/start-states.ts';
import type { Studio } from './pictures/studio.ts';

const PARTS: Readonly<Record<string, (studio: Studio) => Promise<void>>> = {
  session: takeSession,
  start: takeStart,
  listener: takeListener,
  locales: takeLocales,
  desk: takeDesk,
  microphone: takeMicrophone,
  screen: takeScreen,
  poster: takePoster,
  inside: takeInside,
};
const HELP = `Takes the pictures of the pages in ${FOLDER}: each page as a real server and a real browser show it.

  npm run docs:images                      all of them, about 5 minutes
  npm run docs:images -- listener desk     only some parts: ${Object.keys(PARTS).join(', ')}
  npm run docs:images -- --each /tmp/each  keeps each picture of a contact sheet too, in its full size

Needs Chromium, the built pages (npm run build), a recogniser and voices (npm run setup), and fonts with the letters of
all languages (Debian: apt-get install fonts-noto-core fonts-noto-cjk). The pictures differ a little each time: codes,
words, the level of the sound. The desk's lag is measured: take "session" on a machine that does nothing else.
`;

/** What the browser says of codes that are not there, of a token that is missing. */
const EXPECTED = /status of 40[14]/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { each: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
});
const unknown = positionals.filter((part) => !(part in PARTS));
if (values.help || unknown.length > 0) {
  process.stdout.write(HELP);
  process.exit(unknown.length > 0 ? 2 : 0);
}

await mkdir(FOLDER, { recursive: true });
for (const [name, takePart] of Object.entries(PARTS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const begun = performance.now();
  try {
    await inStudio(takePart);
  } catch (error) {
    // The other parts need nothing of this one.
    process.exitCode = 1;
    process.stderr.write(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`);
  }
  process.stdout.write(`${name}: ${Math.round((performance.now() - begun) / 1_000)} s\n`);
}

/** A part's servers and its browser end with it, so that they are no load for the next part. */
async function inStudio(takePart: (studio: Studio) => Promise<void>): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  const ending = { after: (end: () => Promise<void>) => void ends.unshift(end) };
  try {
    const browser = await openBrowser(ending);
    await takePart({ browser, ending, each: values.each });
    const problems = browser.problems.filter((text) => !EXPECTED.test(text));
    if (problems.length > 0) process.stderr.write(`the pages said:\n${problems.join('\n')}\n`);
  } finally {
    for (const end of ends) await end();
  }
}
