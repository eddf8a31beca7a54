/** The pages in Firefox: each of them loads without an error, and a listener hears. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noSound, startNullSound } from '../support/null-sound.ts';
import { endOfSuite, startTestServer, type TestServer } from '../support/test-server.ts';
import { deliver, speak, untilSpoken } from './deliveries.ts';
import { noFirefox, openFirefox, type TestFirefox, until } from './firefox.ts';
import { OUTPUT, PLAYED } from './people.ts';

/** Keeps the id of the listener's connection, to which a pipeline delivers, and counts the sound that the page opens. */
const WATCH = `
  window.watched = { connectionId: '', elements: [] };
  const NativeSocket = WebSocket;
  WebSocket = class extends NativeSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        const { type, connectionId } = JSON.parse(data);
        if (type === 'sessionJoined') watched.connectionId = connectionId;
      });
    }
  };
  const NativeAudio = Audio;
  Audio = function () { const element = new NativeAudio(); watched.elements.push(element); return element; };
`;

// One Firefox: to start another takes as long as a test.
describe('in Firefox', { skip: noFirefox ?? false, concurrency: true }, () => {
  const ending = endOfSuite();
  let server: TestServer;
  let firefox: TestFirefox;

  before(async () => {
    const starting = startTestServer(ending);
    firefox = await openFirefox(ending, noSound === undefined ? await startNullSound(ending) : {});
    server = await starting;
  });
  after(() => assert.deepEqual(firefox.problems, []));

  test('every page loads in Firefox without an error', async () => {
    const { sessionId } = await server.speaker('ada');
    const query = `?code=${sessionId}`;
    const load = async (path: string) => {
      const page = await firefox.page(`${server.url}${path}`);
      const count = () => page.$$eval('body *', (all) => all.length);
      await until(page, `something on ${path}`, async () => (await count()) > 5);
      await page.close();
    };
    await Promise.all(['/', '/speak', '/listen', '/inside', `/screen${query}`, `/poster${query}`].map(load));
  });

  test('a listener hears and reads in Firefox', { skip: noSound ?? false }, async () => {
    await untilSpoken(server, 'es');
    const { sessionId } = await server.speaker('bob');
    const page = await firefox.page('about:blank');
    await page.evaluateOnNewDocument(WATCH);
    await page.goto(`${server.url}/listen?code=${sessionId}`);
    const tap = await page.waitForSelector('button[data-language=es]', { visible: true });
    await tap?.click();
    await page.waitForSelector('[data-step=live] [data-sound=on]', { visible: true });
    const listener = { connectionId: String(await page.evaluate('watched.connectionId')) };

    await speak(server, listener, 1, { resultId: 'r', segment: 0, text: 'Buenos días', seconds: 1 });
    await page.waitForSelector('[data-words=translated] [data-finals] p');
    await until(page, 'played speech', async () => Number(await page.$eval(PLAYED, (each) => each.textContent)) > 0);
    const peak = () => page.$eval(OUTPUT, (each) => Number(each.getAttribute('data-peak')));
    await until(page, 'sound in the output', async () => (await peak()) > 0.02);
    assert.equal(
      await page.evaluate('watched.elements.filter((each) => !each.paused).length'),
      1,
      'through one element',
    );

    const caption = { type: 'caption', isPartial: false, targetLanguage: 'es', translated: true, epoch: 0 };
    await deliver(server, listener, {
      ...caption,
      resultId: 's',
      segment: 0,
      sequenceNumber: 9_000,
      text: 'Hasta luego',
    });
    await until(page, 'a caption', async () => (await page.$$('[data-words=translated] [data-finals] p')).length === 2);
  });
});
