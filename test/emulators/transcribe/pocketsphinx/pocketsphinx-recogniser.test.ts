import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { loadPocketSphinx } from '../../../../emulators/transcribe/pocketsphinx/library.ts';
import { startPocketSphinx } from '../../../../emulators/transcribe/pocketsphinx/pocketsphinx-recogniser.ts';
import type { RecogniserListener } from '../../../../emulators/transcribe/recogniser.ts';

const REQUEST = { languageCode: 'en-US', sampleRateHz: 16_000 };
const SECOND = new Uint8Array(32_000);

async function start(t: TestContext, options = {}) {
  const recogniser = await startPocketSphinx({ workers: 1, ...options });
  t.after(() => recogniser.close());
  return recogniser;
}

const deaf: RecogniserListener = { results() {}, drained() {}, failed() {} };

test('a backlog over its bound stops the writer, and calls it back when it is mostly decoded', async (t) => {
  const recogniser = await start(t);
  let call = () => {};
  const drained = new Promise<void>((resolve) => {
    call = resolve;
  });
  const opening = recogniser.open(REQUEST, { ...deaf, drained: () => call() });
  assert.ok(opening.ok);

  const answers = Array.from({ length: 6 }, () => opening.session.write(SECOND));
  await drained;

  assert.deepEqual(answers, [true, true, true, true, false, false]);
  await opening.session.finish();
});

test('the bound on streams counts the open ones only', async (t) => {
  const recogniser = await start(t, { maxStreams: 1 });
  const first = recogniser.open(REQUEST, deaf);
  const second = recogniser.open(REQUEST, deaf);
  assert.ok(first.ok && !second.ok);
  assert.equal(second.reason, 'full');

  first.session.close();
  const third = recogniser.open(REQUEST, deaf);

  assert.ok(third.ok);
  await third.session.finish();
  assert.ok(recogniser.open(REQUEST, deaf).ok);
});

test('a closed session takes audio without effect', async (t) => {
  const recogniser = await start(t);
  const opening = recogniser.open(REQUEST, deaf);
  assert.ok(opening.ok);

  opening.session.close();
  opening.session.close();

  assert.equal(opening.session.write(SECOND), true);
});

test('a missing model is one line that names the Debian packages', () => {
  assert.throws(() => loadPocketSphinx('/nowhere'), {
    message:
      /^PocketSphinx's model is missing \(\/nowhere\/en-us\/mdef\): install .*libpocketsphinx3 and pocketsphinx-en-us$/,
  });
});

test('a session that breaks says so, and costs no other', async (t) => {
  const recogniser = await start(t);
  let tell = (_message: string) => {};
  const failed = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const broken = recogniser.open(REQUEST, { ...deaf, failed: (message) => tell(message) });
  const sound = recogniser.open(REQUEST, deaf);
  assert.ok(broken.ok && sound.ok);

  // No audio at all, where the type promises some.
  broken.session.write({ length: 2, slice: () => ({ length: 2, buffer: new ArrayBuffer(2) }) } as never);

  assert.match(await failed, /subarray/);
  sound.session.write(SECOND);
  await sound.session.finish();
});
