import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oldPayload, payload, TRACEPARENT } from '../support/pipeline/payloads.ts';
import { startSystem } from '../support/pipeline/system.ts';

const SESSION = 'golden-eagle-427';

test('a final is translated once a language, spoken once, and heard by each of its listeners', async (t) => {
  const { table, api, engines, pipeline } = await startSystem(t);
  await table.join(SESSION, 'es', ['ana', 'bea']);
  await table.join(SESSION, 'ca', ['cai']);
  await table.join('other-session-100', 'es', ['stranger']);
  const event = payload({ startTimeMs: 100, endTimeMs: 900, resultId: 'r1' });

  const summary = await pipeline.handle(event);

  assert.deepEqual(engines.translations.map(({ target }) => target).sort(), ['ca', 'es']);
  assert.equal(engines.spoken.length, 2);
  const [heard, ...more] = api.heardBy('ana');
  assert.deepEqual(more, []);
  assert.deepEqual(
    { ...heard, timestamp: 0 },
    {
      type: 'audio',
      sessionId: SESSION,
      timestamp: 0,
      audioData: Buffer.alloc(3_200, 7).toString('base64'),
      format: 'pcm',
      sampleRate: 16_000,
      channels: 1,
      part: 1,
      parts: 1,
      epoch: 0,
      sequenceNumber: 900_000,
      text: '[es] good morning my friends',
      targetLanguage: 'es',
      sourceLanguage: 'en',
      translated: true,
      isPartial: false,
      resultId: 'r1',
      revision: 0,
      startTimeMs: 100,
      endTimeMs: 900,
      traceparent: TRACEPARENT,
    },
  );
  assert.ok(Math.abs((heard?.timestamp ?? 0) - Date.now() / 1_000) < 60);
  assert.deepEqual(api.heardBy('bea'), api.heardBy('ana'));
  assert.equal(api.heardBy('cai')[0]?.text, '[ca] good morning my friends');
  assert.deepEqual(api.heardBy('stranger'), []);
  assert.deepEqual(
    summary.languages
      .map(({ language, outcome, listeners, delivered }) => [language, outcome, listeners, delivered])
      .sort(),
    [
      ['ca', 'spoken', 1, 1],
      ['es', 'spoken', 2, 2],
    ],
  );
});

test('the trace goes on: every post carries the traceparent, signed', async (t) => {
  const { table, api, pipeline } = await startSystem(t);
  await table.join(SESSION, 'es', ['a=/+ b']);

  await pipeline.handle(payload());
  await pipeline.handle(oldPayload());

  assert.equal(api.posts[0]?.headers.traceparent, TRACEPARENT);
  assert.match(String(api.posts[0]?.headers.authorization), /SignedHeaders=[a-z0-9;-]*traceparent/);
  assert.equal(api.posts[0]?.path, '/prod/@connections/a%3D%2F%2B%20b', 'the id is percent-encoded, the stage kept');
  assert.equal(api.posts[1]?.headers.traceparent, undefined);
  assert.equal(api.heardBy('a=/+ b')[1]?.traceparent, undefined);
});

test("the old system's payload reaches the listeners too", async (t) => {
  const { table, api, pipeline } = await startSystem(t);
  await table.join(SESSION, 'es', ['ana']);

  await pipeline.handle(oldPayload());

  assert.equal(api.heardBy('ana')[0]?.text, '[es] good morning my friends');
  assert.equal(api.heardBy('ana')[0]?.sequenceNumber, 1_699_500_000_123_000);
});

test('with targetLanguages only those are served', async (t) => {
  const { table, api, pipeline } = await startSystem(t);
  await table.join(SESSION, 'es', ['ana']);
  await table.join(SESSION, 'ca', ['cai']);

  const summary = await pipeline.handle(payload({ targetLanguages: ['ca', 'fr'] }));

  assert.deepEqual(
    summary.languages.map(({ language }) => language),
    ['ca'],
  );
  assert.deepEqual(api.heardBy('ana'), []);
});

test('a partial becomes a caption and nothing is spoken', async (t) => {
  const { table, api, engines, pipeline } = await startSystem(t);
  await table.join(SESSION, 'es', ['ana']);

  const summary = await pipeline.handle(payload({ isPartial: true, stabilityScore: 0.9, revision: 3 }));

  const [caption] = api.heardBy('ana');
  assert.deepEqual(
    [caption?.type, caption?.isPartial, caption?.text, caption?.translated],
    ['caption', true, '[es] good morning my friends', true],
  );
  assert.equal(caption?.audioData, undefined);
  assert.deepEqual(engines.spoken, []);
  assert.equal(summary.languages[0]?.outcome, 'captioned');
});

test("the speaker's own language is spoken as it is, not translated", async (t) => {
  const { table, api, engines, pipeline } = await startSystem(t);
  await table.join(SESSION, 'en', ['eve']);

  await pipeline.handle(payload({ sourceLanguage: 'en-US' }));

  const [heard] = api.heardBy('eve');
  assert.deepEqual(
    [heard?.type, heard?.text, heard?.translated, heard?.reason],
    ['audio', 'good morning my friends', false, undefined],
  );
  assert.deepEqual(engines.translations, []);
});

test('a language without an engine gets the words as they are, marked', async (t) => {
  const { table, api, engines, lines, pipeline } = await startSystem(t, { unknownLanguages: ['de'] });
  await table.join(SESSION, 'de', ['dieter']);

  await pipeline.handle(payload());
  const summary = await pipeline.handle(payload({ isPartial: true }));

  const [final, partial] = api.heardBy('dieter');
  assert.deepEqual(
    [final?.type, final?.text, final?.translated, final?.reason],
    ['caption', 'good morning my friends', false, 'noEngine'],
  );
  assert.deepEqual([final?.isPartial, partial?.isPartial, partial?.reason], [false, true, 'noEngine']);
  assert.deepEqual(engines.spoken, []);
  assert.equal(summary.languages[0]?.outcome, 'noEngine');
  assert.equal(lines.filter(({ message }) => message === 'no engine for de').length, 1, 'said once');
});

test('one failing language does not stop another, and its listeners get the words', async (t) => {
  const translate = ({ target, text }: { target: string; text: string }) => {
    if (target === 'es') throw new Error('the engine is down');
    return `[${target}] ${text}`;
  };
  const { table, api, lines, pipeline } = await startSystem(t, {
    translate,
    failingVoices: ['ca'],
    voicelessLanguages: ['gl'],
  });
  for (const language of ['es', 'ca', 'gl', 'fr']) await table.join(SESSION, language, [`in-${language}`]);

  const summary = await pipeline.handle(payload());
  await pipeline.handle(payload({ isPartial: true }));

  const heard = (language: string) => {
    const [first] = api.heardBy(`in-${language}`);
    return [first?.type, first?.text, first?.translated, first?.reason];
  };
  assert.deepEqual(heard('es'), ['caption', 'good morning my friends', false, 'translationFailed']);
  assert.deepEqual(heard('ca'), ['caption', '[ca] good morning my friends', true, 'speechFailed']);
  assert.deepEqual(heard('gl'), ['caption', '[gl] good morning my friends', true, 'noVoice']);
  assert.deepEqual(heard('fr'), ['audio', '[fr] good morning my friends', true, undefined]);
  assert.deepEqual(Object.fromEntries(summary.languages.map(({ language, outcome }) => [language, outcome])), {
    es: 'translationFailed',
    ca: 'speechFailed',
    gl: 'noVoice',
    fr: 'spoken',
  });
  assert.deepEqual(
    ['es', 'ca', 'gl', 'fr'].map((language) => api.heardBy(`in-${language}`).length),
    [1, 2, 2, 2],
    'a partial that failed is not shown',
  );
  assert.ok(lines.some(({ message }) => message === 'Translation failed: the engine is down'));
});

test('speech without a sound in it goes out as a caption', async (t) => {
  const { table, api, pipeline } = await startSystem(t, { speechBytes: 0 });
  await table.join(SESSION, 'es', ['ana']);

  await pipeline.handle(payload({ transcriptText: '...' }));

  assert.deepEqual([api.heardBy('ana')[0]?.type, api.heardBy('ana')[0]?.reason], ['caption', 'speechFailed']);
});

test('a long utterance arrives in parts, each under the limit, numbers rising', async (t) => {
  const { table, api, pipeline } = await startSystem(t, { speechBytes: 16_000 * 2 * 10 });
  await table.join(SESSION, 'es', ['ana']);

  const summary = await pipeline.handle(payload());
  await pipeline.handle(payload());

  const heard = api.heardBy('ana');
  assert.equal(heard.length, 8);
  assert.deepEqual(heard.map(({ part, parts }) => `${part}/${parts}`).slice(0, 4), [
    '1/undefined',
    '2/undefined',
    '3/undefined',
    '4/4',
  ]);
  assert.ok(heard.every(({ sequenceNumber }, i) => i === 0 || sequenceNumber > (heard[i - 1]?.sequenceNumber ?? 0)));
  assert.ok(api.posts.every(({ bytes }) => bytes < 131_072));
  assert.equal(
    heard.slice(0, 4).reduce((sum, { audioData = '' }) => sum + Buffer.from(audioData, 'base64').length, 0),
    320_000,
  );
  assert.equal(summary.languages[0]?.messages, 4);
});

test('a payload that came before is delivered once, also while the first is still running', async (t) => {
  const { table, api, pipeline } = await startSystem(t);
  await table.join(SESSION, 'es', ['ana']);
  const event = payload();

  const [first, second] = await Promise.all([pipeline.handle(event), pipeline.handle(event)]);
  const third = await pipeline.handle({ ...event, timestamp: event.timestamp + 1 });

  assert.equal(api.heardBy('ana').length, 1);
  assert.deepEqual([first.duplicate, second.duplicate, third.duplicate], [false, true, true]);
});

test('a payload whose listeners could not be found is delivered by its retry', async (t) => {
  const { api, table, pipeline } = await startSystem(t);
  await table.join(SESSION, 'es', ['ana']);
  const event = payload();
  const broken = { ...event, targetLanguages: ['es'] };
  t.mock.method(table.client, 'send', () => Promise.reject(new Error('the table is away')), { times: 1 });

  await assert.rejects(pipeline.handle(broken), /the table is away/);
  const retried = await pipeline.handle(broken);

  assert.equal(retried.duplicate, false);
  assert.equal(api.heardBy('ana').length, 1);
});

test('a listener that is gone is removed from the table', async (t) => {
  const { table, api, pipeline } = await startSystem(t);
  await table.join(SESSION, 'es', ['ana', 'gone']);
  api.refuse('gone', 410);

  const first = await pipeline.handle(payload());
  const second = await pipeline.handle(payload());

  assert.deepEqual(await table.connectionIds(), ['ana']);
  assert.deepEqual([first.languages[0]?.gone, first.languages[0]?.delivered], [1, 1]);
  assert.deepEqual([second.languages[0]?.listeners, second.languages[0]?.delivered], [1, 1]);
});

test('a lagging listener misses this message and hears the next', async (t) => {
  const { table, api, pipeline } = await startSystem(t, { speechBytes: 320_000 });
  await table.join(SESSION, 'es', ['ana', 'slow']);
  api.refuseNext('slow', 429);

  const first = await pipeline.handle(payload());
  await pipeline.handle(payload());

  assert.equal(first.languages[0]?.lagging, 1);
  assert.equal(
    api.posts.filter(({ connectionId }) => connectionId === 'slow').length,
    1 + 4,
    'no retry, no further parts',
  );
  assert.equal(api.heardBy('slow').length, 4);
  assert.equal(api.heardBy('ana').length, 8);
});

test('another failure is tried once more, then counted', async (t) => {
  const { table, api, pipeline } = await startSystem(t);
  await table.join(SESSION, 'es', ['lucky', 'unlucky', 'cut']);
  api.refuseNext('lucky', 500);
  api.refuse('unlucky', 413);
  api.refuseNext('cut', 'hangUp');

  const summary = await pipeline.handle(payload());

  const { delivered, failed } = summary.languages[0] ?? {};
  assert.deepEqual([delivered, failed], [2, 1]);
  assert.equal(api.posts.filter(({ connectionId }) => connectionId === 'unlucky').length, 2);
});

test('transcripts of a session are heard in the order they came, however long each takes', async (t) => {
  const waits: (() => void)[] = [];
  const translate = ({ text }: { text: string }) => new Promise<string>((resolve) => waits.push(() => resolve(text)));
  const { table, api, pipeline } = await startSystem(t, { translate });
  await table.join(SESSION, 'es', ['ana']);

  const handled = ['one', 'two', 'three'].map((transcriptText) => pipeline.handle(payload({ transcriptText })));
  while (waits.length < 3) await new Promise(setImmediate);
  for (const finish of waits.toReversed()) {
    finish();
    await new Promise(setImmediate);
  }
  await Promise.all(handled);

  const heard = api.heardBy('ana');
  assert.deepEqual(
    heard.map(({ text }) => text),
    ['one', 'two', 'three'],
  );
  assert.ok(heard.every(({ sequenceNumber }, i) => i === 0 || sequenceNumber > (heard[i - 1]?.sequenceNumber ?? 0)));
});

test('a slow language holds up neither another language nor another session', async (t) => {
  const { table, api, pipeline } = await startSystem(t);
  await table.join(SESSION, 'es', ['held']);
  await table.join(SESSION, 'ca', ['cai']);
  await table.join('other-session-100', 'es', ['olga']);
  let release = (): void => undefined;
  api.hold('held', new Promise((resolve) => (release = resolve)));

  const held = pipeline.handle(payload({ targetLanguages: ['es'] }));
  await pipeline.handle(payload({ targetLanguages: ['ca'] }));
  await pipeline.handle(payload({ sessionId: 'other-session-100' }));

  assert.deepEqual([api.heardBy('cai').length, api.heardBy('olga').length, api.heardBy('held').length], [1, 1, 0]);
  release();
  await held;
  assert.equal(api.heardBy('held').length, 1);
});

test('behind a language that is stuck partials give way before finals, and both are counted', async (t) => {
  let finish = (): void => undefined;
  const stuck = new Promise<void>((resolve) => (finish = resolve));
  const translate = async ({ text }: { text: string }) => {
    await stuck;
    return text;
  };
  const { table, api, pipeline } = await startSystem(t, { translate });
  await table.join(SESSION, 'es', ['ana']);

  const partials = Array.from({ length: 10 }, () => pipeline.handle(payload({ isPartial: true })));
  const finals = Array.from({ length: 60 }, () => pipeline.handle(payload()));
  const refused = await Promise.all([...partials.slice(8), ...finals.slice(56)]);
  finish();
  const all = (await Promise.all([...partials, ...finals])).flatMap(({ languages }) =>
    languages.map(({ outcome }) => outcome),
  );

  assert.ok(refused.every(({ languages }) => languages[0]?.outcome === 'overloaded'));
  assert.equal(all.filter((outcome) => outcome === 'overloaded').length, 2 + 4);
  assert.equal(api.heardBy('ana').length, 64);
});

test('too many transcripts of one session at once are refused', async (t) => {
  let found = (_: ReadonlyMap<string, string[]>): void => undefined;
  const lookup = new Promise<ReadonlyMap<string, string[]>>((resolve) => (found = resolve));
  const listeners = { find: () => lookup, remove: async () => undefined };
  const { pipeline } = await startSystem(t, {}, { listeners });

  const waiting = Array.from({ length: 256 }, () => pipeline.handle(payload()));
  await assert.rejects(pipeline.handle(payload()), /Too many transcripts/);
  found(new Map());

  assert.equal((await Promise.all(waiting)).length, 256);
});

test('nobody listening and nothing said are no errors, and cost no engine', async (t) => {
  const { table, engines, pipeline } = await startSystem(t);

  assert.deepEqual((await pipeline.handle(payload())).languages, []);
  assert.deepEqual((await pipeline.handle(payload({ targetLanguages: [] }))).languages, []);
  await table.join(SESSION, 'es', ['ana']);
  assert.deepEqual((await pipeline.handle(payload({ transcriptText: '  ' }))).languages, []);
  assert.deepEqual(engines.translations, []);
});

test('a fault in one language is counted there and nowhere else', async (t) => {
  const delivery = {
    start: () => {
      throw new Error('a bug');
    },
  };
  const { table, pipeline } = await startSystem(t, {}, { delivery });
  await table.join(SESSION, 'es', ['ana']);

  assert.equal((await pipeline.handle(payload())).languages[0]?.outcome, 'failed');
});

test('log and summary carry no text, no session id, no connection id', async (t) => {
  const { table, api, lines, pipeline } = await startSystem(t, { unknownLanguages: ['de'], failingVoices: ['ca'] });
  for (const language of ['es', 'de', 'ca']) await table.join(SESSION, language, [`secretid-${language}`]);
  api.refuse('secretid-es', 500);

  const summary = await pipeline.handle(payload({ transcriptText: 'marzipan', resultId: 'secretid-result' }));

  const written = JSON.stringify([lines, summary]);
  for (const secret of ['marzipan', SESSION, 'secretid', 'key-']) assert.ok(!written.includes(secret), secret);
  const line = lines.find(({ message }) => message === 'transcript handled');
  assert.deepEqual(line?.languages, summary.languages);
});

test('a bad payload is refused by name', async (t) => {
  const { pipeline } = await startSystem(t);

  await assert.rejects(pipeline.handle({ ...payload(), isPartial: 1 }), /isPartial/);
});
