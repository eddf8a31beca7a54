import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpeakerSigns } from '../../web/src/speak/desk/speaker-signs.ts';

/** Sends a chunk every 100 ms until then, and looks once a second. @returns the first time that it was not fine. */
function quietAt(
  signs: SpeakerSigns,
  fromMs: number,
  untilMs: number,
  each: (nowMs: number) => void,
): number | undefined {
  for (let now = fromMs; now <= untilMs; now += 100) {
    each(now);
    if (signs.state(now) !== 'fine') return now;
  }
  return undefined;
}

test('a speaker without acknowledgements for 3 s does not get through', () => {
  const signs = new SpeakerSigns(0);

  assert.equal(
    quietAt(signs, 0, 60_000, (now) => signs.sent(now)),
    3_000,
  );
  signs.acknowledged(3_100);
  assert.equal(signs.state(3_100), 'fine');
});

test('acknowledgements are looked for only while audio is sent, and from its beginning on', () => {
  const signs = new SpeakerSigns(0);
  const isQuiet = quietAt(signs, 0, 30_000, (now) => signs.sign(now));
  assert.equal(isQuiet, undefined);

  assert.equal(
    quietAt(signs, 30_000, 60_000, (now) => signs.sent(now)),
    33_000,
  );
});

test('the answers to heartbeats do not stand in for acknowledgements', () => {
  const signs = new SpeakerSigns(0);

  const at = quietAt(signs, 0, 60_000, (now) => {
    signs.sent(now);
    signs.sign(now);
  });

  assert.equal(at, 3_000);
});

test('a muted speaker is judged by the answers to heartbeats, within 12 s', () => {
  const signs = new SpeakerSigns(0);

  assert.equal(
    quietAt(signs, 0, 60_000, () => {}),
    12_000,
  );
  signs.sign(12_500);
  assert.equal(signs.state(12_500), 'fine');
});

test('a page that nobody sees is not judged, and begins anew when it is seen', () => {
  const signs = new SpeakerSigns(0);
  signs.visible(false, 0);
  assert.equal(
    quietAt(signs, 0, 30_000, (now) => signs.sent(now)),
    undefined,
  );

  signs.visible(true, 30_000);

  assert.equal(
    quietAt(signs, 30_000, 60_000, (now) => signs.sent(now)),
    33_000,
  );
});

test('a new connection begins anew; without a network there is no doubt', () => {
  const signs = new SpeakerSigns(0);
  quietAt(signs, 0, 2_900, (now) => signs.sent(now));
  signs.greeted(2_950);
  assert.equal(
    quietAt(signs, 3_000, 60_000, (now) => signs.sent(now)),
    6_000,
  );

  signs.online(false, 6_100);
  assert.equal(signs.state(6_100), 'offline');
  signs.online(true, 6_200);
  assert.equal(signs.state(6_200), 'fine');
});
