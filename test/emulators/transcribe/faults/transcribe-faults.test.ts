import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TranscribeRule } from '../../../../emulators/transcribe/faults/plan.ts';
import { until } from '../../../../testkit/until.ts';
import { resultsOf } from '../sdk-client.ts';
import { openStream, speech, startFaulted } from './faulted-stream.ts';

const refused = (name: string) => ({ kind: 'exception', name }) as const;
const words = (events: Parameters<typeof resultsOf>[0]) =>
  resultsOf(events)
    .filter(({ IsPartial }) => IsPartial === false)
    .flatMap(({ Alternatives }) => Alternatives?.[0]?.Transcript?.split(' ') ?? []);

test('without a plan nothing is spoiled, and what each stream heard is told', async (t) => {
  const { endpoint, faults } = await startFaulted(t, {});

  const stream = openStream(endpoint, speech(1_500));
  const { where, sessionId } = await stream.outcome;

  assert.equal(where, 'CLEAN');
  assert.equal(words(stream.events).length, 75);
  const { ended, endFrame, audioMs, audioBytes, events, finals, lateFinals, ordinal, language, ...rest } =
    faults.status().streams[0] ?? assert.fail('no record');
  assert.deepEqual([ended, endFrame, audioMs, audioBytes], ['end', true, 1_500, 48_000]);
  assert.deepEqual([events, finals, lateFinals], [stream.events.length, 2, 1]);
  assert.deepEqual([ordinal, language, rest.sessionId, rest.faults], [1, 'en-US', sessionId, []]);
});

test('a plan may say what happens to each stream by its number, and a later plan counts again', async (t) => {
  const rules: TranscribeRule[] = [
    { streams: { nth: 1 }, fault: refused('LimitExceededException') },
    { streams: { nth: 3 }, fault: refused('ConflictException') },
  ];
  const { endpoint, faults } = await startFaulted(t, { rules });
  const open = async () => (await openStream(endpoint, speech(200)).outcome).error?.name;

  const first = [await open(), await open(), await open(), await open()];
  faults.set({ rules: [{ streams: { ordinal: 6 }, fault: refused('BadRequestException') }] });
  const second = [await open(), await open()];
  faults.clear();
  const third = await open();

  assert.deepEqual(first, ['LimitExceededException', undefined, 'ConflictException', undefined]);
  assert.deepEqual(second, [undefined, 'BadRequestException']);
  assert.equal(third, undefined);
  const { arrived, sincePlan, injected, plan, chosen } = faults.status();
  assert.deepEqual(
    { arrived, sincePlan, injected, plan, chosen },
    {
      arrived: 7,
      sincePlan: 3,
      injected: { exception: 3 },
      plan: null,
      chosen: [],
    },
  );
});

test('a fault that a stream did not live to see is for the next one, and what follows it comes after it', async (t) => {
  const { endpoint, faults } = await startFaulted(t, {
    rules: [
      { streams: { injected: 0 }, at: { audioMs: 300 }, fault: refused('ConflictException') },
      { streams: { injected: 1 }, fault: refused('LimitExceededException') },
    ],
  });
  const open = async (ms: number) => (await openStream(endpoint, speech(ms)).outcome).error?.name;

  const errors = [await open(200), await open(400), await open(200), await open(400)];

  assert.deepEqual(errors, [undefined, 'ConflictException', 'LimitExceededException', undefined]);
  assert.deepEqual(faults.status().chosen, [2, 1]);
});

test('streams are chosen by language and by the session id they ask for', async (t) => {
  const sessionId = '8c2a9d0e-1111-4222-8333-abcdefabcdef';
  const { endpoint, faults } = await startFaulted(t, {
    rules: [
      { streams: { languages: ['de-DE'] }, fault: refused('BadRequestException') },
      { streams: { sessionIds: [sessionId] }, fault: refused('ConflictException') },
    ],
  });
  const open = async (input: object) => (await openStream(endpoint, speech(200), input).outcome).error?.name;

  assert.equal(await open({}), undefined);
  assert.equal(await open({ LanguageCode: 'de-DE' }), 'BadRequestException');
  assert.equal(await open({ SessionId: sessionId }), 'ConflictException');
  assert.deepEqual(faults.status().chosen, [1, 1]);
});

for (const [at, finals, late] of [
  ['endFrame', 1, 0],
  [{ lateFinals: 1 }, 2, 1],
  ['ending', 2, 1],
] as const) {
  test(`cut at ${JSON.stringify(at)}, the client has ${late} late finals and no proper end`, async (t) => {
    const { endpoint, faults } = await startFaulted(t, { rules: [{ at, fault: { kind: 'reset', code: 2 } }] });

    const stream = openStream(endpoint, speech(1_500));
    const { where } = await stream.outcome;

    assert.equal(where, 'ITER');
    const told = faults.status().streams[0];
    assert.deepEqual([told?.finals, told?.lateFinals, told?.ended], [finals, late, 'reset']);
    assert.equal(told?.endFrame, true);
  });
}

test('cut in the middle of a word, the client has its partial and not its final', async (t) => {
  const { endpoint } = await startFaulted(t, { rules: [{ at: 'midWord', fault: { kind: 'end' } }] });

  const stream = openStream(endpoint, speech(1_500));
  const { where } = await stream.outcome;

  assert.equal(where, 'CLEAN');
  assert.deepEqual(
    resultsOf(stream.events).map(({ IsPartial }) => IsPartial),
    [true],
  );
});

test('delayed headers and events come later, in order and whole', async (t) => {
  const { endpoint, faults } = await startFaulted(t, {
    rules: [
      { at: 'opening', fault: { kind: 'delay', ms: 60 } },
      { at: { finals: 1 }, fault: { kind: 'delay', ms: 60 } },
    ],
  });
  const startedAt = performance.now();

  const stream = openStream(endpoint, speech(2_500));
  const { where } = await stream.outcome;

  assert.equal(where, 'CLEAN');
  assert.ok(performance.now() - startedAt >= 100, 'it took the time of the delays');
  assert.deepEqual(
    words(stream.events),
    Array.from({ length: 125 }, (_, i) => `b${i}`),
  );
  assert.deepEqual(faults.status().injected, { delay: 2 });
});

test('a fault during a delay overtakes what was held back', async (t) => {
  const { endpoint } = await startFaulted(t, {
    rules: [
      { at: 'opening', fault: { kind: 'delay', ms: 600_000 } },
      { at: { audioMs: 500 }, fault: refused('InternalFailureException') },
    ],
  });

  const { where, error } = await openStream(endpoint, speech(1_000, false)).outcome;

  assert.deepEqual([where, error?.name, error?.$metadata?.httpStatusCode], ['SEND', 'InternalFailureException', 500]);
});

test('a refusal of the service itself goes through a delay as well', async (t) => {
  const { endpoint, faults } = await startFaulted(t, { rules: [{ fault: { kind: 'delay', ms: 20 } }] });

  const { error } = await openStream(endpoint, speech(200), { MediaSampleRateHertz: 8_000 }).outcome;

  assert.equal(error?.name, 'BadRequestException');
  assert.equal(faults.status().streams[0]?.ended, 'BadRequestException');
});

test('a stream with the session id of the one before ends that one with a conflict', async (t) => {
  const { endpoint, faults } = await startFaulted(t, {
    rules: [{ streams: { from: 2, to: 3 }, fault: { kind: 'repeatSessionId' } }],
  });
  const first = openStream(endpoint, speech(400, false));
  await until('the first stream', () => first.events.length > 0);

  const second = await openStream(endpoint, speech(400)).outcome;
  const third = await openStream(endpoint, speech(400)).outcome;

  const { where, error, sessionId } = await first.outcome;
  assert.deepEqual([where, error?.name], ['ITER', 'ConflictException']);
  assert.deepEqual([second.where, third.where], ['CLEAN', 'CLEAN']);
  assert.deepEqual([second.sessionId, third.sessionId], [sessionId, sessionId]);
  assert.deepEqual(
    faults.status().streams.map(({ ended }) => ended),
    ['ConflictException', 'end', 'end'],
  );
});

test('the very first stream has no session id to repeat', async (t) => {
  const { endpoint } = await startFaulted(t, { rules: [{ fault: { kind: 'repeatSessionId' } }] });

  assert.equal((await openStream(endpoint, speech(200)).outcome).where, 'CLEAN');
});

test('a slow reader hears all of it, at its pace', async (t) => {
  const slow = { kind: 'slowReader', bytesPerSecond: 400_000 } as const;
  const { endpoint, faults } = await startFaulted(t, { rules: [{ fault: slow }] });
  const startedAt = performance.now();

  const stream = openStream(endpoint, speech(2_000));
  const { where } = await stream.outcome;

  assert.equal(where, 'CLEAN');
  assert.equal(words(stream.events).length, 100);
  assert.ok(performance.now() - startedAt >= 150, '64 KB at 400 KB a second');
  assert.equal(faults.status().streams[0]?.audioMs, 2_000);
});

test('an unread stream takes in no more than the window of HTTP/2', async (t) => {
  const { endpoint, faults } = await startFaulted(t, {
    rules: [{ at: { audioMs: 100 }, fault: { kind: 'stallBothWays' } }],
  });
  let pulled = 0;
  async function* audio() {
    for await (const piece of speech(60_000)) {
      pulled += 1;
      yield piece;
    }
  }
  const stream = openStream(endpoint, audio());
  await until('the stall', () => faults.status().injected.stallBothWays === 1);
  await until('the client stops pulling', () => pulled > 10);

  assert.equal(stream.settled(), undefined);
  stream.abort();
  await stream.outcome;

  assert.ok(pulled < 600, `${pulled} of 600 pieces pulled`);
  assert.ok((faults.status().streams[0]?.audioMs ?? 0) < 10_000);
});

test('the endpoint closes at once under every fault that leaves a stream open', async (t) => {
  const kinds = [{ kind: 'stall' }, { kind: 'stallBothWays' }, { kind: 'delay', ms: 600_000 }] as const;
  const rules = kinds.map((fault, i): TranscribeRule => ({ streams: { nth: i + 1 }, fault }));
  const { endpoint, faults, close } = await startFaulted(t, { rules });
  const streams = kinds.map(() => openStream(endpoint, speech(1_000, false)));
  await until('the faults', () => Object.keys(faults.status().injected).length === 3);

  await close();

  const outcomes = await Promise.all(streams.map(({ outcome }) => outcome));
  assert.deepEqual(
    outcomes.map(({ where }) => where),
    ['SEND', 'SEND', 'SEND'],
  );
});
