/** The pure pieces of stream faults, and the two that hold something back. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mock, test } from 'node:test';
import { FaultyWire } from '../../../../emulators/transcribe/faults/faulty-wire.ts';
import { Agenda, type Moment, type StreamFact } from '../../../../emulators/transcribe/faults/moment.ts';
import { type StreamRecord, StreamRecords } from '../../../../emulators/transcribe/faults/stream-record.ts';
import { ThrottledReader } from '../../../../emulators/transcribe/faults/throttled-reader.ts';

const audio = (ms: number): StreamFact => ({ type: 'audio', ms, bytes: ms * 32 });
const partial: StreamFact = { type: 'event', hasPartial: true, hasFinal: false };
const final: StreamFact = { type: 'event', hasPartial: false, hasFinal: true };
const empty: StreamFact = { type: 'event', hasPartial: false, hasFinal: false };
const LIFE: readonly StreamFact[] = [
  { type: 'opening' },
  { type: 'opened' },
  audio(100),
  empty,
  audio(100),
  partial,
  final,
  { type: 'endFrame' },
  final,
  { type: 'ending' },
];

for (const [at, step] of [
  ['opening', 0],
  ['opened', 1],
  [{ audioMs: 100 }, 2],
  [{ audioMs: 101 }, 4],
  [{ audioBytes: 6_400 }, 4],
  [{ events: 2 }, 5],
  ['midWord', 5],
  [{ partials: 1 }, 5],
  [{ finals: 1 }, 6],
  ['endFrame', 7],
  [{ lateFinals: 1 }, 8],
  ['ending', 9],
  [{ partials: 2 }, undefined],
] as const satisfies readonly (readonly [Moment, number | undefined])[]) {
  test(`${JSON.stringify(at)} comes ${step === undefined ? 'never' : `at step ${step}`} of a life, once`, () => {
    const agenda = new Agenda([{ at, what: 'it' }]);

    const due = LIFE.flatMap((fact, i) => agenda.tell(fact).map(() => i));

    assert.deepEqual(due, step === undefined ? [] : [step]);
  });
}

test('what falls due together comes in the order of the plan', () => {
  const agenda = new Agenda([
    { at: { audioMs: 50 }, what: 'a' },
    { at: { audioBytes: 1 }, what: 'b' },
  ]);

  assert.deepEqual(agenda.tell(audio(60)), ['a', 'b']);
  assert.deepEqual(agenda.tell(audio(60)), []);
});

function wireOf(on: (fact: StreamFact, wire: FaultyWire) => void = () => {}) {
  const said: string[] = [];
  const inner = {
    open: () => said.push('open'),
    event: (body: string) => said.push(body),
    fail: ({ name }: { name: string }) => said.push(name),
    end: () => said.push('end'),
  };
  const wire: FaultyWire = new FaultyWire({
    inner: inner as never,
    tell: (fact) => on(fact, wire),
    ended: (how) => said.push(`ended ${how}`),
    overflow: () => said.push('overflow'),
  });
  return { wire, said };
}
const EVENT = '{"Transcript":{"Results":[]}}';

test('a held wire says everything later, in order; held again on the way, the rest waits again', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { wire, said } = wireOf(({ type }) => {
    if (type === 'opening' || type === 'ending') wire.hold(100);
  });

  wire.open({});
  wire.event(EVENT);
  wire.end();
  const before = [...said];
  mock.timers.tick(100);
  const between = [...said];
  mock.timers.tick(100);
  mock.timers.reset();

  assert.deepEqual([before, between], [[], ['open', EVENT]]);
  assert.deepEqual(said, ['open', EVENT, 'end', 'ended end']);
});

test('a silenced wire says nothing more, whatever was held or is asked of it', () => {
  const { wire, said } = wireOf();

  wire.hold(1);
  wire.open({});
  wire.silence();
  wire.hold(1);
  wire.event(EVENT);
  wire.fail({ name: 'ConflictException', message: '' });
  wire.end();

  assert.deepEqual(said, []);
});

test('a wire that holds too much gives the stream up', () => {
  const { wire, said } = wireOf();

  wire.hold(1_000_000);
  for (let i = 0; i < 10_002; i += 1) wire.event(EVENT);

  assert.deepEqual(said, ['overflow']);
});

test('a throttled reader holds back at once, lets go when told to, and leaves no timer when destroyed', async () => {
  const reader = new ThrottledReader();
  const heard: string[] = [];
  reader.on('data', (piece: Buffer) => heard.push(piece.toString()));
  reader.setPace(0);
  reader.write('a');
  assert.deepEqual(heard, []);

  reader.setPace(Number.POSITIVE_INFINITY);
  await new Promise((resolve) => setImmediate(resolve));
  reader.setPace(1);
  reader.write('bcd');
  reader.destroy();
  await once(reader, 'close');

  assert.deepEqual(heard, ['a']);
});

test('the list of streams is bounded: the oldest that has ended goes first', () => {
  const records = new StreamRecords();
  const { progress } = new Agenda([]);
  const record = (ordinal: number, ended: string | undefined): StreamRecord => ({
    ...{ ordinal, ended, progress, sessionId: 's', language: 'en-US', endFrame: false, faults: [] },
  });

  records.add(record(1, undefined));
  for (let ordinal = 2; ordinal <= 1_002; ordinal += 1) records.add(record(ordinal, 'end'));

  const ordinals = records.read().map(({ ordinal }) => ordinal);
  assert.deepEqual([ordinals.length, ordinals[0], ordinals[1]], [1_000, 1, 4]);
  assert.equal(records.read()[0]?.ended, null);
});
