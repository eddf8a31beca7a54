import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PollyClient } from '@aws-sdk/client-polly';
import { AwsSpeaker } from '../../pipeline/engines/aws-speaker.ts';
import { startPolly } from '../support/pipeline/aws-engines.ts';
import { payload } from '../support/pipeline/payloads.ts';
import { startSystem } from '../support/pipeline/system.ts';

const SESSION = 'golden-eagle-427';
const SECOND = 32_000;
const bytesOf = (audioData = '') => Buffer.from(audioData, 'base64').length;

/** Speech of the texts given, second by second: each further second when it is asked for. */
function scriptedVoice() {
  const steps = new Map<string, { seconds: number; end: 'no' | 'done' | 'failed'; wake: () => void }>();
  const stepsOf = (text: string) => {
    const found = steps.get(text) ?? { seconds: 0, end: 'no', wake: () => undefined };
    steps.set(text, found);
    return found;
  };
  const change = (text: string, changes: { seconds?: number; end?: 'done' | 'failed' }) => {
    const state = Object.assign(stepsOf(text), changes);
    state.wake();
  };
  async function* pieces(text: string): AsyncGenerator<Uint8Array> {
    const state = stepsOf(text);
    for (let said = 0; ; ) {
      if (said < state.seconds) {
        said += 1;
        yield new Uint8Array(SECOND).fill(7);
      } else if (state.end === 'failed') throw new Error('the voice is hoarse');
      else if (state.end === 'done') return;
      else await new Promise<void>((resolve) => Object.assign(state, { wake: resolve }));
    }
  }
  return {
    pieces,
    say: (text: string, seconds: number) => change(text, { seconds }),
    end: (text: string) => change(text, { end: 'done' }),
    fail: (text: string) => change(text, { end: 'failed' }),
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}

async function start(t: Parameters<typeof startSystem>[0], listeners: readonly string[] = ['ana']) {
  const voice = scriptedVoice();
  const system = await startSystem(t, { translate: ({ text }) => text, pieces: voice.pieces });
  await system.table.join(SESSION, 'es', listeners);
  const handle = (transcriptText: string, segment: number) =>
    system.pipeline.handle(payload({ transcriptText, resultId: 'r1', segment, isSegmentFinal: false }));
  return { ...system, voice, handle };
}

test('the first second is delivered while the rest is still being spoken; the parts belong together', async (t) => {
  const { api, voice, handle } = await start(t);

  const handled = handle('one', 3);
  voice.say('one', 2);
  await until(() => api.heardBy('ana').length === 1);
  voice.say('one', 4);
  await until(() => api.heardBy('ana').length === 2);
  voice.end('one');
  const [summary] = (await handled).languages;

  const heard = api.heardBy('ana');
  assert.deepEqual(
    heard.map(({ part, parts, text }) => [part, parts, text]),
    [
      [1, undefined, 'one'],
      [2, undefined, undefined],
      [3, 3, undefined],
    ],
  );
  const first = heard[0]?.sequenceNumber ?? 0;
  for (const [i, message] of heard.entries()) {
    assert.deepEqual([message.resultId, message.segment, message.sequenceNumber], ['r1', 3, first + i]);
  }
  assert.equal(
    heard.reduce((sum, { audioData }) => sum + bytesOf(audioData), 0),
    4 * SECOND,
  );
  assert.deepEqual([summary?.outcome, summary?.messages, summary?.delivered], ['spoken', 3, 1]);
  assert.ok((summary?.firstSoundMs ?? Number.NaN) <= (summary?.speakMs ?? 0));
});

test('when the voice fails after its beginning, listeners get what there was, its end is marked, and nothing is sent twice', async (t) => {
  const { api, voice, handle, lines } = await start(t);

  const handled = handle('one', 0);
  voice.say('one', 2);
  await until(() => api.heardBy('ana').length === 1);
  voice.fail('one');
  const [summary] = (await handled).languages;

  assert.deepEqual(
    api.posts.map(({ message: { type, part, parts, text } }) => [type, part, parts, text]),
    [
      ['audio', 1, undefined, 'one'],
      ['audio', 2, 2, undefined],
    ],
  );
  assert.equal(summary?.outcome, 'cutShort');
  assert.ok(lines.some(({ message }) => message === 'Speech failed after its beginning: the voice is hoarse'));
});

test('the next segment waits for the last part of the one before, and is spoken meanwhile', async (t) => {
  const { api, voice, handle, engines } = await start(t);

  const both = [handle('one', 0), handle('two', 1)];
  voice.say('two', 1);
  voice.end('two');
  voice.say('one', 2);
  await until(() => api.heardBy('ana').length === 1);
  assert.deepEqual(engines.spoken, ['one', 'two']);
  voice.say('one', 5);
  voice.end('one');
  await Promise.all(both);

  const heard = api.heardBy('ana');
  const [next, ...before] = heard.toReversed();
  assert.deepEqual([next?.segment, next?.part, next?.parts], [1, 1, 1]);
  assert.ok(before.length > 1 && before.every(({ segment }) => segment === 0));
  assert.deepEqual(
    before.map(({ part }) => part),
    before.map((_, i) => before.length - i),
  );
});

for (const status of [410, 429] as const) {
  test(`a listener that answers ${status} to a later part gets no further one, the others get all`, async (t) => {
    const { api, voice, handle } = await start(t, ['ana', 'lost']);

    const handled = handle('one', 0);
    voice.say('one', 2);
    await until(() => api.heardBy('ana').length === 1 && api.heardBy('lost').length === 1);
    api.refuseNext('lost', status);
    voice.say('one', 4);
    await until(() => api.heardBy('ana').length === 2);
    voice.say('one', 6);
    voice.end('one');
    const [summary] = (await handled).languages;

    assert.equal(api.posts.filter(({ connectionId }) => connectionId === 'lost').length, 2);
    assert.equal(api.heardBy('ana').at(-1)?.parts, api.heardBy('ana').length);
    assert.deepEqual([summary?.delivered, summary?.gone, summary?.lagging], status === 410 ? [1, 1, 0] : [1, 0, 1]);
  });
}

test('a slow listener delays no other, neither in this segment nor in the next, and gets all in order', async (t) => {
  const { api, voice, handle } = await start(t, ['slow', 'ana']);
  let release = (): void => undefined;
  api.hold('slow', new Promise((resolve) => (release = resolve)));

  const both = [handle('one', 0), handle('two', 1)];
  for (const text of ['one', 'two']) {
    voice.say(text, 4);
    voice.end(text);
  }
  await until(() => api.heardBy('ana').some(({ segment, parts }) => segment === 1 && parts !== undefined));
  assert.equal(api.heardBy('slow').length, 0);
  release();
  await Promise.all(both);

  assert.deepEqual(
    api.heardBy('slow').map(({ sequenceNumber }) => sequenceNumber),
    api.heardBy('ana').map(({ sequenceNumber }) => sequenceNumber),
  );
});

test('a listener for whom too much waits misses what comes next, and that is counted', async (t) => {
  const { api, handle, voice } = await start(t, ['stuck']);
  let release = (): void => undefined;
  api.hold('stuck', new Promise((resolve) => (release = resolve)));
  voice.say('x', 1);
  voice.end('x');

  const handled = Array.from({ length: 66 }, (_, segment) => handle('x', segment));
  const [missed] = (await Promise.race(handled)).languages;
  release();
  const summaries = (await Promise.all(handled)).map(({ languages }) => languages[0]);

  assert.equal(missed?.lagging, 1);
  assert.equal(summaries.filter((each) => each?.lagging === 1).length, 2);
  assert.equal(api.heardBy('stuck').length, 64);
});

test('with Amazon Polly a listener has the first second while Polly still speaks', async (t) => {
  let speakOn = (): void => undefined;
  const more = new Promise<void>((resolve) => (speakOn = resolve));
  const polly = await startPolly(async function* () {
    yield new Uint8Array(SECOND + 3_200).fill(7);
    await more;
    yield new Uint8Array(2 * SECOND).fill(7);
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const speaker = new AwsSpeaker(
    new PollyClient({ region: 'us-east-1', credentials, endpoint: polly.endpoint }),
    5_000,
  );
  t.after(() => Promise.all([speaker.close(), polly.close()]));
  const { api, table, pipeline } = await startSystem(t, {}, { speaker });
  await table.join(SESSION, 'es', ['ana']);

  const handled = pipeline.handle(payload());
  await until(() => api.heardBy('ana').length === 1);
  speakOn();
  const [summary] = (await handled).languages;

  const heard = api.heardBy('ana');
  assert.ok(bytesOf(heard[0]?.audioData) >= SECOND);
  assert.equal(
    heard.reduce((sum, { audioData }) => sum + bytesOf(audioData), 0),
    3 * SECOND + 3_200,
  );
  assert.deepEqual([heard.length > 1, heard.at(-1)?.parts], [true, heard.length]);
  assert.equal(polly.calls.length, 1);
  assert.equal(summary?.outcome, 'spoken');
});
