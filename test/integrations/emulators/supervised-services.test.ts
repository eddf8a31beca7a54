import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { RecogniserInfo } from '../../../src/integrations/emulators/recogniser-info.ts';
import { restartDelayMs } from '../../../src/integrations/emulators/restart-delay.ts';
import type {
  ServicesProcessEvents,
  StartOutcome,
  WatchedProcess,
} from '../../../src/integrations/emulators/services-process.ts';
import type { EmbeddedPorts } from '../../../src/integrations/emulators/settings.ts';
import {
  type ServicesEvent,
  startSupervisedServices,
} from '../../../src/integrations/emulators/supervised-services.ts';
import { NOTHING_COUNTED } from '../../../src/protocol/recogniser-counts.ts';

const PORTS: EmbeddedPorts = { transcribe: 0, lambda: 0, dynamodb: 0, faults: undefined };
const ASR = { engine: 'stamped', model: 'stamped audio', languages: ['en'], maxStreams: 500 };
const OPTIONS = {
  dataFolder: undefined,
  asr: { choice: { kind: 'stamped' } },
  connectionsTable: 'Connections',
  pipelineModule: '-',
  deliveryEndpoint: '-',
  trustedCertFile: undefined,
  log: () => {},
} as const;

/** A process that does what the test says, and remembers what it was told. */
class FakeProcess implements WatchedProcess {
  static next = 1;
  readonly pid = FakeProcess.next++;
  readonly loaded = Promise.resolve();
  readonly startedWith: (EmbeddedPorts | undefined)[] = [];
  isClosed = false;
  events: ServicesProcessEvents | undefined;
  readonly #outcome: StartOutcome;

  constructor(outcome: Partial<EmbeddedPorts> | string = {}, asr: RecogniserInfo = ASR) {
    const services = { transcribe: 't', lambda: 'l', dynamodb: 'd', asr, ports: { ...PORTS, ...Object(outcome) } };
    this.#outcome = typeof outcome === 'string' ? { ok: false, message: outcome } : { ok: true, services };
  }

  listen(events: ServicesProcessEvents): void {
    this.events = events;
  }

  async start(_: unknown, ports?: EmbeddedPorts): Promise<StartOutcome> {
    this.startedWith.push(ports);
    // As the real one: what fails ends the process.
    if (!this.#outcome.ok) setImmediate(() => this.events?.onEnd('exit status 1'));
    return this.#outcome;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  kill(): void {}
}

async function supervise(t: TestContext, first: FakeProcess, later: FakeProcess[] = []) {
  const events: ServicesEvent[] = [];
  const waiting: (() => void)[] = [];
  const onEvent = (event: ServicesEvent) => {
    events.push(event);
    for (const goOn of waiting.splice(0)) goOn();
  };
  const fork = () => later.shift() ?? new FakeProcess();
  const services = await startSupervisedServices({ ...OPTIONS, onEvent }, first, fork);
  t.after(() => services.close());
  const event = async (count: number) => {
    while (events.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    return events[count - 1];
  };
  return { services, events, event };
}

test('a process that ends is started again on the same ports, and those who follow are told when it is back', async (t) => {
  const again = new FakeProcess();
  const first = new FakeProcess({ transcribe: 0 });
  const { services, event } = await supervise(t, first, [again]);
  let returns = 0;
  services.onReturn(() => {
    returns += 1;
  });
  assert.deepEqual(services.troubles(), []);
  assert.equal(services.pid, first.pid);

  first.events?.onEnd('signal SIGKILL');

  const [reason] = services.troubles();
  assert.match(
    String(reason),
    /the tables, Transcribe and the pipeline cannot be used: .*signal SIGKILL.* started again/,
  );
  assert.equal(services.pid, undefined);
  assert.deepEqual(await event(1), { kind: 'ended', how: 'signal SIGKILL', retryMs: 0 });
  const back = await event(2);
  assert.equal(back?.kind, 'returned');
  assert.deepEqual(again.startedWith, [PORTS]);
  assert.deepEqual([services.troubles(), services.pid, returns], [[], again.pid, 1]);
});

test('the recogniser is the one at work now: after a return it may be another', async (t) => {
  const worse = { ...ASR, engine: 'pocketsphinx', note: 'the model’s file is cut short' };
  const first = new FakeProcess();
  const { services, event } = await supervise(t, first, [new FakeProcess({}, worse)]);
  const told: string[] = [];
  services.onReturn(() => told.push(services.asr.engine));
  assert.deepEqual(services.asr, ASR);

  first.events?.onEnd('signal SIGKILL');
  assert.deepEqual(services.asr, ASR, 'while it is away nothing else is at work');
  await event(2);

  assert.deepEqual(services.asr, worse);
  assert.deepEqual(told, ['pocketsphinx']);
});

test('what is counted of the recogniser is told as what has been added, over every process there has been', async (t) => {
  const first = new FakeProcess();
  const again = new FakeProcess();
  const { events, event } = await supervise(t, first, [again]);

  first.events?.onCounts({ ...NOTHING_COUNTED, restarts: 2 });
  first.events?.onCounts({ ...NOTHING_COUNTED, restarts: 3, refused: 1 });
  first.events?.onCounts({ ...NOTHING_COUNTED, restarts: 3, refused: 1 });
  first.events?.onEnd('signal SIGKILL');
  while ((await event(events.length))?.kind !== 'returned') await event(events.length + 1);
  again.events?.onCounts({ ...NOTHING_COUNTED, restarts: 1 });

  const counted = events.flatMap((told) => (told.kind === 'counted' ? [[told.what, told.by]] : []));
  assert.deepEqual(counted, [
    ['restarts', 2],
    ['refused', 1],
    ['restarts', 1],
    ['restarts', 1],
  ]);
});

test('while it is away its ports are kept: connections are reset, and nobody else can have them', async (t) => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  const first = new FakeProcess({ dynamodb: port });
  // The next one takes its time.
  const slow = new FakeProcess();
  let load = () => {};
  Object.assign(slow, { loaded: new Promise<void>((resolve) => (load = resolve)) });
  const { event } = await supervise(t, first, [slow]);

  first.events?.onEnd('signal SIGKILL');
  await new Promise((resolve) => setImmediate(resolve));

  await assert.rejects(once(createServer().listen(port, '127.0.0.1'), 'listening'), { code: 'EADDRINUSE' });
  await assert.rejects(fetch(`http://127.0.0.1:${port}`), (error: Error) =>
    /ECONNRESET|other side closed/.test(String(error.cause)),
  );
  load();
  await event(2);
  const free = createServer().listen(port, '127.0.0.1');
  await once(free, 'listening');
  free.close();
});

test('a start that fails is told with its reason and tried again; the pause between grows and is bounded', async (t) => {
  const first = new FakeProcess();
  const { services, event } = await supervise(t, first, [new FakeProcess('data folder /x cannot be used')]);

  first.events?.onEnd('exit status 1');

  assert.deepEqual(await event(2), { kind: 'ended', how: 'data folder /x cannot be used', retryMs: 250 });
  assert.match(String(services.troubles()[0]), /data folder \/x cannot be used/);
  assert.equal((await event(3))?.kind, 'returned');
  const delays = [1, 2, 3, 4, 5, 6, 7, 50].map(restartDelayMs);
  assert.deepEqual(delays, [0, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});

test('a first start that fails is one line for whoever started it, and nothing is tried again', async () => {
  const first = new FakeProcess('cannot listen on 127.0.0.1:1: EACCES');
  const events: ServicesEvent[] = [];
  await assert.rejects(startSupervisedServices({ ...OPTIONS, onEvent: (event) => events.push(event) }, first), {
    message: 'cannot listen on 127.0.0.1:1: EACCES',
  });
  assert.equal(first.isClosed, true);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(events, []);
});

test('closed, it ends the process and starts no other, whether one runs or is waited for', async (t) => {
  const first = new FakeProcess();
  const { services, events } = await supervise(t, first);
  await services.close();
  first.events?.onEnd('exit status 0');
  assert.deepEqual([first.isClosed, events], [true, []]);

  const other = new FakeProcess();
  const away = await supervise(t, other);
  other.events?.onEnd('signal SIGKILL');
  await away.services.close();
  assert.deepEqual(
    away.events.map(({ kind }) => kind),
    ['ended'],
  );
});

test('what the process says of its folder is a reason until it takes it back, or ends', async (t) => {
  const first = new FakeProcess();
  const { services, event } = await supervise(t, first);
  first.events?.onTrouble('the tables in /x cannot be written: No space left on device');
  assert.deepEqual(services.troubles(), ['the tables in /x cannot be written: No space left on device']);
  first.events?.onTrouble(undefined);
  assert.deepEqual(services.troubles(), []);
  first.events?.onTrouble('full');
  first.events?.onEnd('signal SIGKILL');
  assert.equal(services.troubles().length, 1);
  await event(2);
  assert.deepEqual(services.troubles(), []);
});
