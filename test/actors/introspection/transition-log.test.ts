import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActor } from 'xstate';
import { MAX_CHANGES, TransitionLog, witnessed } from '../../../src/actors/introspection/transition-log.ts';
import { circuitMachine } from '../../../src/machines/circuit.machine.ts';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { FakeClock, settled } from '../../support/actors/fake-clock.ts';
import { result } from '../../support/actors/fake-transcription.ts';

const circuitLogic = witnessed('circuit', circuitMachine);

function startCircuit() {
  const clock = new FakeClock();
  const changes = new TransitionLog(() => clock.now());
  const actor = createActor(circuitLogic, { clock, input: { timings: { failures: 1, openMs: 100 } } });
  changes.follow(actor);
  return { actor: actor.start(), changes, clock };
}

test('a change of state is kept with its time, its event, and what was left and entered', (t) => {
  const { actor, changes, clock } = startCircuit();
  t.after(() => actor.stop());
  const openedAt = clock.now();

  actor.send({ type: 'call.failed', era: 0 });
  clock.increment(100);

  assert.deepEqual(changes.read(), [
    {
      ...{ seq: 1, at: openedAt, chart: 'circuit', event: 'call.failed' },
      ...{ left: ['circuit.closed'], entered: ['circuit.open'] },
    },
    {
      ...{ seq: 2, at: openedAt + 100, chart: 'circuit', event: 'xstate.after.openTime.circuit.open' },
      ...{ left: ['circuit.open'], entered: ['circuit.halfOpen.waiting'] },
    },
  ]);
});

test('an event that changes no state is no change', (t) => {
  const { actor, changes } = startCircuit();
  t.after(() => actor.stop());

  actor.send({ type: 'call.answered', era: 0 });
  actor.send({ type: 'call.turnedAway' });

  assert.deepEqual(changes.read(), []);
});

test('only the last changes are kept, and the gap shows', (t) => {
  const { actor, changes, clock } = startCircuit();
  t.after(() => actor.stop());

  for (let era = 0; era < MAX_CHANGES; era += 1) {
    actor.send({ type: 'call.failed', era });
    clock.increment(100);
    actor.send({ type: 'call.started' });
    actor.send({ type: 'call.failed', era: era + 1 });
    clock.increment(100);
    actor.send({ type: 'call.started' });
    actor.send({ type: 'call.answered', era: era + 2 });
    actor.send({ type: 'call.abandoned', era: era + 2 });
  }

  const kept = changes.read();
  assert.equal(kept.length, MAX_CHANGES);
  assert.ok((kept[0]?.seq ?? 0) > 1);
  assert.deepEqual(
    kept.map(({ seq }) => seq - (kept[0]?.seq ?? 0)),
    kept.map((_, index) => index),
  );
});

test('a machine that nobody follows runs as it would without', (t) => {
  const actor = createActor(circuitLogic, { input: { timings: { failures: 1, openMs: 60_000 } } }).start();
  t.after(() => actor.stop());

  actor.send({ type: 'call.failed', era: 0 });

  assert.equal(actor.getSnapshot().value, 'open');
});

test('two systems of one logic keep their changes apart', (t) => {
  const one = startCircuit();
  const other = startCircuit();
  t.after(() => {
    one.actor.stop();
    other.actor.stop();
  });

  one.actor.send({ type: 'call.failed', era: 0 });

  assert.equal(one.changes.read().length, 1);
  assert.equal(other.changes.read().length, 0);
});

test('a session is seen from inside: its states and its transcription’s, its counters, its listeners', async () => {
  const bench = new SessionBench();
  bench.listen('listener-1', 'es');
  bench.listen('listener-2', 'es');
  await bench.speak(300);
  bench.session.control({ action: 'muteBroadcast' }, bench.clock.now());
  bench.chunk();

  const view = bench.session.introspection.toView(bench.session, bench.room.lagging);

  assert.equal(view.sessionId, 'brave-otter-001');
  assert.ok(view.active.session?.includes('session.live.mute.muted'));
  assert.ok(view.active.session?.includes('session.live.stream.active'));
  assert.equal(view.active.transcription?.length, 1);
  assert.deepEqual(view.languages, { es: 2 });
  assert.equal(view.lagging, 0);
  assert.equal(view.heldMs, 300);
  assert.equal(view.openStreams, 1);
  assert.equal(view.counters.AudioChunksReceived, 16);
  assert.equal(view.counters.AudioChunksDropped, 1);
  assert.equal(bench.metrics.total('AudioChunksReceived'), 16);
  const events = view.changes.map(({ chart, event }) => `${chart} ${event}`);
  for (const event of ['session audio.arrived', 'transcription xstate.init', 'session broadcast.mute']) {
    assert.ok(events.includes(event), event);
  }
  await bench.over();
});

test('a listener that does not keep up is counted, and finals and partials are told apart', async () => {
  const bench = new SessionBench();
  bench.listen('listener-1', 'es');
  await bench.speak(1_000);
  bench.room.noteBacklog('listener-1', bench.settings.listener.laggingBytes + 1);
  bench.transcription.last.hear(result('partial', 0, 500));
  bench.transcription.last.hear(result('final', 0, 500));
  await settled();

  const { counters, lagging } = bench.session.introspection.toView(bench.session, bench.room.lagging);

  assert.equal(lagging, 1);
  assert.equal(counters.FinalTranscripts, 1);
  await bench.over();
});
