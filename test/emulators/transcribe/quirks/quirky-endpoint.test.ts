/** Quirks of results as the real client sees them: by setting and by fault plan, with written and stamped audio. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Item, Result } from '@aws-sdk/client-transcribe-streaming';
import { startFaultControl } from '../../../../emulators/faults/control-server.ts';
import { startTranscribeEndpoint, type TranscribeOptions } from '../../../../emulators/transcribe/endpoint.ts';
import type { TranscribePlan } from '../../../../emulators/transcribe/faults/plan.ts';
import {
  type TranscribeFaultStatus,
  TranscribeFaults,
} from '../../../../emulators/transcribe/faults/transcribe-faults.ts';
import { stampBlock } from '../../../../emulators/transcribe/stamp.ts';
import { writeWords } from '../../../../emulators/transcribe/written-audio.ts';
import { finals, KEY, pieces, resultsOf, transcribe } from '../sdk-client.ts';
import { sentences } from './quirk-bench.ts';

const WRITTEN = writeWords(sentences(4, 8));
const STAMPED = Buffer.concat(Array.from({ length: 200 }, (_, i) => stampBlock(i)));

async function start(t: TestContext, options: TranscribeOptions) {
  const endpoint = await startTranscribeEndpoint({ credentials: KEY, ...options });
  t.after(() => endpoint.close());
  return endpoint;
}

function planned(plan: TranscribePlan): TranscribeFaults {
  const faults = new TranscribeFaults();
  faults.set(plan);
  return faults;
}

const itemsOf = ({ Alternatives }: Result): readonly Item[] => Alternatives?.[0]?.Items ?? [];
const textOf = ({ Alternatives }: Result) => Alternatives?.[0]?.Transcript ?? '';
const endsOf = (results: readonly Result[]) =>
  results.filter(({ IsPartial }) => !IsPartial).flatMap((result) => itemsOf(result).map(({ EndTime = 0 }) => EndTime));

for (const [recogniser, audio] of [
  ['written', WRITTEN],
  ['stamped', STAMPED],
] as const) {
  test(`${recogniser}: with moved times each stream has its own times, near to the true ones`, async (t) => {
    const still = await start(t, { recogniser });
    const quirky = await start(t, { recogniser: { choice: { kind: recogniser }, quirks: { movedMs: 60 } } });
    const hear = async ({ endpoint }: { readonly endpoint: string }) =>
      (await transcribe(endpoint, pieces(audio))).events;

    const [true_, one, two] = [await hear(still), await hear(quirky), await hear(quirky)].map((events) =>
      endsOf(resultsOf(events)),
    );

    assert.notDeepEqual(one, two);
    assert.equal(one?.length, true_?.length);
    for (const [i, end] of (one ?? []).entries()) assert.ok(Math.abs(end - (true_?.[i] ?? 0)) <= 0.03);
  });

  test(`${recogniser}: words that change are counted, in the status with what they were`, async (t) => {
    const faults = planned({ seed: 3, rules: [{ fault: { kind: 'changedWords', share: 0.3 } }] });
    const { endpoint, changedWords } = await start(t, { recogniser, faults });

    const heard = await transcribe(endpoint, pieces(audio));

    const { count, latest } = faults.status().changedWords;
    const said = finals(heard).join(' ');
    assert.ok(count > 0);
    assert.deepEqual(changedWords(), { count, latest });
    assert.equal(said.match(/\bx/g)?.length, count);
    for (const { from, to, stream } of latest) {
      assert.deepEqual([stream, to], [1, recogniser === 'stamped' ? from.replace('b', 'x') : `x${from}`]);
      assert.match(said, new RegExp(`\\b${to}\\b`));
    }
  });

  test(`${recogniser}: unmarked results have no Stable member`, async (t) => {
    const faults = planned({ rules: [{ fault: { kind: 'unmarked' } }] });
    const { endpoint } = await start(t, { recogniser, faults });

    const { events } = await transcribe(endpoint, pieces(audio));

    const items = resultsOf(events).flatMap(itemsOf);
    assert.ok(items.length > 100);
    assert.ok(items.every((item) => item.Stable === undefined && item.Content !== undefined));
  });
}

test('unpunctuated results have neither marks nor results that end at them; by plan, they end there still', async (t) => {
  const quirks = { unpunctuated: true };
  const bySetting = await start(t, { recogniser: { choice: { kind: 'written' }, quirks } });
  const faults = planned({ rules: [{ fault: { kind: 'unpunctuated' } }] });
  const byPlan = await start(t, { recogniser: 'written', faults });

  const [setting, plan] = [
    await transcribe(bySetting.endpoint, pieces(WRITTEN)),
    await transcribe(byPlan.endpoint, pieces(WRITTEN)),
  ];

  assert.deepEqual([finals(setting).length, finals(plan).length], [1, 4]);
  for (const result of resultsOf([...setting.events, ...plan.events])) {
    assert.doesNotMatch(textOf(result), /\./);
    assert.ok(itemsOf(result).every(({ Type }) => Type === 'pronunciation'));
  }
});

test('a rule gives a quirk to the streams that it selects, from its moment on, and it is no fault for other rules', async (t) => {
  const faults = planned({
    rules: [
      { streams: { nth: 2 }, fault: { kind: 'movedTimes', ms: 60 } },
      { streams: { injected: 1 }, fault: { kind: 'exception', name: 'LimitExceededException' } },
    ],
  });
  const { endpoint } = await start(t, { recogniser: 'written', faults });

  const ends: number[][] = [];
  for (let i = 0; i < 3; i++) ends.push(endsOf(resultsOf((await transcribe(endpoint, pieces(WRITTEN))).events)));

  assert.deepEqual(ends[0], ends[2]);
  assert.notDeepEqual(ends[0], ends[1]);
  const { injected, streams } = faults.status();
  assert.deepEqual(injected, { movedTimes: 1 });
  assert.deepEqual(
    streams.map(({ faults: ofStream }) => ofStream),
    [[], ['movedTimes'], []],
  );
});

test('the control API takes the quirks, shows what was changed, and says what is wrong with one', async (t) => {
  const faults = new TranscribeFaults();
  const control = await startFaultControl({ transcribe: faults }, 0);
  t.after(() => control.close());
  const { endpoint } = await start(t, { recogniser: 'written', faults });
  const put = async (fault: object) => {
    const response = await fetch(`${control.url}/transcribe`, {
      method: 'PUT',
      body: JSON.stringify({ rules: [{ fault }] }),
    });
    return { status: response.status, ...((await response.json()) as { problems?: string[] }) };
  };

  assert.deepEqual((await put({ kind: 'movedTimes', ms: 2_000 })).problems, ['plan.rules[0].fault.ms must be <= 1000']);
  assert.deepEqual((await put({ kind: 'changedWords' })).problems, ['plan.rules[0].fault needs "share"']);
  assert.match(
    (await put({ kind: 'movedTime' })).problems?.[0] ?? '',
    /kind must be one of .*movedTimes, changedWords/,
  );
  assert.equal((await put({ kind: 'changedWords', share: 1 })).status, 200);
  await transcribe(endpoint, pieces(WRITTEN));

  const status = (await (await fetch(`${control.url}/transcribe`)).json()) as TranscribeFaultStatus;
  assert.equal(status.changedWords.count, 32);
  assert.equal(status.changedWords.latest.length, 32);
});
