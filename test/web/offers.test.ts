/** What a listener's page makes of a server's answers, and of captions without speech. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { NoVoice } from '../../web/src/listen/sound/no-voice.ts';
import { Offers } from '../../web/src/offers.ts';
import { parseServerInfo, UNKNOWN } from '../../web/src/server-info.ts';

const said = (es: string, ca: string) =>
  parseServerInfo({
    targetLanguages: ['es', 'ca'],
    targets: [
      { code: 'es', offers: es },
      { code: 'ca', offers: ca },
    ],
  });

function asked(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const asks = { count: 0 };
  const offers = new Offers(async () => {
    asks.count += 1;
    return UNKNOWN;
  });
  return { asks, offers };
}

test('an answer that fails takes nothing back, and the server is asked again', (t) => {
  const { asks, offers } = asked(t);

  offers.set(said('captions', 'none'));
  t.mock.timers.tick(5_000);
  offers.set(UNKNOWN);
  assert.equal(offers.info.offers('es'), 'captions');
  t.mock.timers.tick(5_000);
  assert.equal(asks.count, 2);

  offers.set(said('speech', 'captions'));
  t.mock.timers.tick(60_000);
  assert.equal(asks.count, 2);
  assert.equal(offers.info.offers('es'), 'speech');
});

test('a server that does not answer is asked a dozen times', (t) => {
  const { asks, offers } = asked(t);

  for (let i = 0; i < 30; i++) {
    offers.set(UNKNOWN);
    t.mock.timers.tick(5_000);
  }

  assert.equal(asks.count, 12);
});

test('the languages that are heard and wished stay among those that are offered', (t) => {
  const { offers } = asked(t);

  offers.set(said('speech', 'none'));

  assert.deepEqual(offers.languages, ['es']);
  assert.deepEqual(offers.with('ca', 'es'), ['es', 'ca']);
});

test('the page waits for the first answer, but only for a moment', async (t) => {
  const { offers } = asked(t);

  await offers.known(Promise.resolve());
  offers.set(said('speech', 'none'));
  await offers.known(new Promise(() => {}));
});

test('that there is no voice is told to those who wished for one, until there is', () => {
  const told: string[] = [];
  let wished: string | undefined;
  const notices = { say: (topic: string) => void told.push(`say ${topic}`), clear: () => void told.push('clear') };
  const noVoice = new NoVoice(notices, { get: () => wished });

  noVoice.begin(false);
  noVoice.look(false);
  assert.deepEqual(told.splice(0), ['say caption']);
  noVoice.look(true);
  noVoice.look(true);
  assert.deepEqual(told.splice(0), ['clear']);
  wished = 'off';
  noVoice.begin(false);
  assert.deepEqual(told.splice(0), ['clear']);
  noVoice.say();
  assert.deepEqual(told, ['say caption']);
});
