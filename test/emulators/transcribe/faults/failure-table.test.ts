/** How each fault surfaces in the real client: the table that the recovery of streams is built on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Moment } from '../../../../emulators/transcribe/faults/moment.ts';
import type { TranscribeFault } from '../../../../emulators/transcribe/faults/plan.ts';
import { until } from '../../../../testkit/until.ts';
import { type FaultedStream, openStream, speech, startFaulted } from './faulted-stream.ts';

interface Row {
  readonly fault: TranscribeFault;
  readonly at: Moment;
  readonly where: 'SEND' | 'ITER' | 'CLEAN';
  /** Of the error; its code for system errors. */
  readonly name?: string;
  readonly status?: number;
  readonly message?: RegExp;
}

/** An odd tick: the client has read all events before it, and none is on its way. */
const MID: Moment = { audioMs: 700 };
/** The empty one at the first audio, and a partial for each 200 ms. */
const EVENTS_BEFORE = 4;
const ABORTED = (code: number) => new RegExp(`abnormally aborted in mid-communication with result code ${code}\\.`);

const HTTP: readonly [name: string, status: number][] = [
  ['BadRequestException', 400],
  ['ConflictException', 409],
  ['InternalFailureException', 500],
  ['LimitExceededException', 429],
  ['ServiceUnavailableException', 503],
  ['AccessDeniedException', 403],
  ['ExpiredTokenException', 403],
  ['InvalidSignatureException', 403],
  ['UnrecognizedClientException', 403],
  ['ThrottlingException', 400],
];

const exception = (name: string) => ({ kind: 'exception', name }) as const;

const ROWS: readonly Row[] = [
  ...HTTP.map(([name, status]): Row => ({ fault: exception(name), at: 'opening', where: 'SEND', name, status })),
  ...HTTP.map(([name]): Row => ({ fault: exception(name), at: MID, where: 'ITER', name })),
  { fault: exception('LimitExceededException'), at: 'opened', where: 'SEND', name: 'LimitExceededException' },
  { fault: exception('SomethingElseException'), at: MID, where: 'ITER', name: 'SomethingElseException' },
  {
    fault: { kind: 'error', code: 'Odd', message: 'odd indeed' },
    at: MID,
    where: 'ITER',
    name: 'Odd',
    message: /odd indeed/,
  },
  { fault: { kind: 'error', code: 'Odd' }, at: 'opening', where: 'SEND', name: 'Odd' },
  {
    fault: { kind: 'idleTimeout' },
    at: MID,
    where: 'ITER',
    name: 'BadRequestException',
    message: /no new audio was received for 15/,
  },
  {
    fault: { kind: 'oversize', maxBytes: 1_000 },
    at: 'opening',
    where: 'SEND',
    name: 'BadRequestException',
    message: /too big/,
  },
  {
    fault: { kind: 'oversize', maxBytes: 1_000 },
    at: { audioMs: 500 },
    where: 'ITER',
    name: 'BadRequestException',
    message: /too big/,
  },
  ...[1, 2, 7, 11].map(
    (code): Row => ({ fault: { kind: 'reset', code }, at: MID, where: 'ITER', name: 'ERR_HTTP2_STREAM_ERROR' }),
  ),
  ...[0, 8].map((code): Row => ({ fault: { kind: 'reset', code }, at: MID, where: 'CLEAN' })),
  ...[0, 1, 2, 7, 8, 11].map(
    (code): Row => ({ fault: { kind: 'reset', code }, at: 'opening', where: 'SEND', message: ABORTED(code) }),
  ),
  ...[2, 11].map(
    (code): Row => ({ fault: { kind: 'goaway', code }, at: MID, where: 'ITER', name: 'ERR_HTTP2_SESSION_ERROR' }),
  ),
  ...[2, 11].map(
    (code): Row => ({ fault: { kind: 'goaway', code }, at: 'opening', where: 'SEND', message: ABORTED(code) }),
  ),
  { fault: { kind: 'end' }, at: MID, where: 'CLEAN' },
  { fault: { kind: 'end' }, at: 'opening', where: 'CLEAN' },
  { fault: { kind: 'tcpFin' }, at: MID, where: 'CLEAN' },
  { fault: { kind: 'tcpFin' }, at: 'opening', where: 'SEND', message: /abnormally aborted/ },
  { fault: { kind: 'tcpReset' }, at: MID, where: 'ITER', name: 'ERR_STREAM_PREMATURE_CLOSE' },
  { fault: { kind: 'tcpReset' }, at: 'opening', where: 'SEND', message: /abnormally aborted/ },
  { fault: { kind: 'corrupt', how: 'crc' }, at: MID, where: 'ITER', name: 'Error', message: /checksum/ },
  { fault: { kind: 'corrupt', how: 'json' }, at: MID, where: 'ITER', name: 'SyntaxError' },
  { fault: { kind: 'corrupt', how: 'truncated' }, at: MID, where: 'ITER', message: /Truncated event message received/ },
];

function titleOf({ fault, at, where, name }: Row): string {
  const { kind, ...parameters } = fault;
  const how = where === 'CLEAN' ? 'ends the loop cleanly' : `is thrown by ${where === 'SEND' ? 'send' : 'the loop'}`;
  return `${kind} ${JSON.stringify(parameters)} at ${JSON.stringify(at)} ${how}${name ? ` as ${name}` : ''}`;
}

/** Audio up to 600 ms; 100 ms more once the client has read what came of it. Then nothing is on its way either way. */
function openCalm(endpoint: string): FaultedStream {
  async function* audio() {
    yield* speech(600);
    await until('the events', () => stream.events.length >= EVENTS_BEFORE);
    yield* speech(100, false);
  }
  const stream = openStream(endpoint, audio());
  return stream;
}

for (const row of ROWS) {
  test(titleOf(row), async (t) => {
    const { fault, at, where, name, status, message } = row;
    const { endpoint, faults, streams } = await startFaulted(t, { rules: [{ at, fault }] });

    const outcome = await (at === MID ? openCalm(endpoint) : openStream(endpoint, speech(2_000, false))).outcome;

    assert.equal(outcome.where, where, outcome.error?.stack);
    const { error } = outcome;
    if (name !== undefined) assert.equal(/^ERR_/.test(name) ? error?.code : error?.name, name);
    if (status !== undefined) assert.equal(error?.$metadata?.httpStatusCode, status);
    if (message !== undefined) assert.match(error?.message ?? '', message);
    await until('the endpoint knows the end', () => streams().active === 0);
    const told = faults.status();
    assert.deepEqual(told.injected, { [fault.kind]: 1 });
    assert.deepEqual(told.streams[0]?.faults, [fault.kind]);
    assert.notEqual(told.streams[0]?.ended, null);
  });
}

test('goaway with code 0 mid-stream is not noticed: the stream goes on to its proper end', async (t) => {
  const { endpoint, faults } = await startFaulted(t, { rules: [{ at: MID, fault: { kind: 'goaway', code: 0 } }] });

  const { where } = await openStream(endpoint, speech(2_000)).outcome;

  assert.equal(where, 'CLEAN');
  assert.equal(faults.status().streams[0]?.ended, 'end');
  assert.equal(faults.status().streams[0]?.finals, 2);
});

for (const [what, at, kind, where] of [
  ['no response headers at all', 'opening', 'stall', 'SEND'],
  ['headers and no event', 'opened', 'stall', 'CLEAN'],
  ['silence in the middle', MID, 'stall', 'CLEAN'],
  ['silence in the middle, audio unread', MID, 'stallBothWays', 'CLEAN'],
  ['a goaway with code 0 before the response', 'opening', 'goaway', 'SEND'],
] as const) {
  test(`${what} leaves the client waiting until it gives up itself`, async (t) => {
    const fault = kind === 'goaway' ? { kind, code: 0 } : { kind };
    const quiet = { at: 'opening', fault: { kind: 'stall' } } as const;
    const plan = { rules: kind === 'goaway' ? [{ at, fault }, quiet] : [{ at, fault }] };
    const { endpoint, faults } = await startFaulted(t, plan);
    const stream = openStream(endpoint, speech(20_000, false));

    const first = () => faults.status().streams[0];
    await until('the fault', () => first()?.faults.includes(kind) ?? false);
    const heardThen = first()?.audioMs ?? 0;
    // Audio goes on being heard where it is read; the pace of that is the client's.
    if (kind !== 'stallBothWays') await until('more audio', () => (first()?.audioMs ?? 0) > heardThen + 500);
    if (at === MID) await until('the events before it', () => stream.events.length > 0);
    assert.equal(stream.settled(), undefined);
    stream.abort();

    assert.equal((await stream.outcome).where, where);
    await until('the end', () => first()?.ended === 'clientLeft');
  });
}

test('a TCP reset close behind an event ends the loop either way: by an error, or cleanly', async (t) => {
  const { endpoint } = await startFaulted(t, { rules: [{ at: { partials: 2 }, fault: { kind: 'tcpReset' } }] });

  const { where } = await openStream(endpoint, speech(2_000, false)).outcome;

  assert.notEqual(where, 'SEND');
});

test('a connection that is refused is thrown by send, and the next but one is served', async (t) => {
  const { endpoint, faults } = await startFaulted(t, { refuseConnections: 2 });

  const outcomes = [];
  for (let i = 0; i < 3; i += 1) outcomes.push(await openStream(endpoint, speech(200)).outcome);

  assert.deepEqual(
    outcomes.map(({ where }) => where),
    ['SEND', 'SEND', 'CLEAN'],
  );
  assert.equal(faults.status().refusedConnections, 2);
  assert.equal(faults.status().arrived, 1);
});
