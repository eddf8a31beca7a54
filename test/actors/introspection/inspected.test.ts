import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectionLifecycle } from '../../../src/actors/connections/connection-lifecycle.ts';
import { ConnectionRateLimiter } from '../../../src/actors/connections/connection-rate-limiter.ts';
import { inspectedBy } from '../../../src/actors/introspection/inspected.ts';
import type { InspectedFact, InspectorPort } from '../../../src/actors/ports/inspector.ts';
import { retried } from '../../../src/actors/resilience/retry.ts';
import { hostSession } from '../../../src/actors/session/hosted-session.ts';
import { ActorBench, FACTS } from '../../support/actors/actor-bench.ts';
import { FakeClock } from '../../support/actors/fake-clock.ts';
import { listen } from '../../support/actors/seats.ts';
import { AWAY } from '../../support/machines/retry-run.ts';

class Facts implements InspectorPort {
  readonly seen: InspectedFact[] = [];

  observe(fact: InspectedFact): void {
    this.seen.push(fact);
  }

  /** `chart` of every actor that began, in order. */
  get charts(): string[] {
    return this.seen.flatMap((fact) => (fact.type === 'actor' ? [fact.chart] : []));
  }

  /** Status of the last snapshot of each actor. */
  get statuses(): Map<string, string> {
    return new Map(
      this.seen.flatMap((fact) => (fact.type === 'snapshot' ? [[fact.actorId, fact.snapshot.status]] : [])),
    );
  }
}

function inspectedSession() {
  const bench = new ActorBench();
  const facts = new Facts();
  const { session, room } = hostSession({
    info: FACTS,
    ports: { ...bench.ports, inspector: facts },
    version: 1,
    onEnded: () => {},
  });
  session.start();
  session.speaker.attach(bench.audience.connect('speaker-1'));
  const rooms = { roomOf: () => room };
  return { bench, facts, rooms, session };
}

test('with nobody inspecting no actor is given an observer', () => {
  assert.deepEqual(inspectedBy(undefined), {});
  assert.deepEqual(inspectedBy(undefined, 'brave-otter-001'), {});
});

test('a session’s charts, its stream and its listeners are told of under its id', async () => {
  const { bench, facts, rooms, session } = inspectedSession();
  listen(rooms, session, bench.audience.connect('listener-1'), 'es');
  session.gate.offer(new Uint8Array(640), bench.clock.now());
  await bench.clock.advance(100);

  assert.deepEqual(facts.charts.toSorted(), ['listener', 'session', 'stream', 'transcription']);
  for (const fact of facts.seen) assert.equal(fact.sessionId, 'brave-otter-001');
  const root = facts.seen.find((fact) => fact.type === 'actor' && fact.chart === 'session');
  const child = facts.seen.find((fact) => fact.type === 'actor' && fact.chart === 'transcription');
  assert.ok(root?.type === 'actor' && child?.type === 'actor');
  assert.equal(root.actorId, root.rootId);
  assert.equal(child.parentId, root.actorId);
  session.end('ended');
  await bench.clock.advance(10_000);
});

test('of everything that has ended the last snapshot says so', async () => {
  const { bench, facts, rooms, session } = inspectedSession();
  listen(rooms, session, bench.audience.connect('listener-1'), 'es');
  session.gate.offer(new Uint8Array(640), bench.clock.now());
  await bench.clock.advance(100);
  session.end('ended');
  await bench.clock.advance(10_000);

  const actors = facts.seen.flatMap((fact) => (fact.type === 'actor' ? [fact] : []));
  for (const { actorId, chart } of actors) assert.notEqual(facts.statuses.get(actorId), 'active', chart);
});

test('a session whose chart breaks is told of as over', async () => {
  const { bench, facts, session } = inspectedSession();
  bench.audience.onPublish = () => {
    throw new Error('a bug');
  };

  session.speaker.left('speaker-1');

  const root = facts.seen.find((fact) => fact.type === 'actor' && fact.chart === 'session');
  assert.equal(facts.statuses.get(root?.actorId ?? ''), 'error');
  await bench.clock.advance(10_000);
});

test('sockets, their pace and calls are told of, without a session', async () => {
  const clock = new FakeClock();
  const inspector = new Facts();
  const life = new ConnectionLifecycle({
    ...{ clock, inspector },
    timings: { pingMs: 1, idleMs: 1, refreshMs: 1, warningMs: 1, warnEveryMs: 1, lifeMs: 1, replacedMs: 1 },
    effects: { ping() {}, askToRefresh() {}, warnOfAge() {}, giveUp() {}, retire() {} },
  });
  const one = { rate: 1, burst: 1 };
  const limits = { audio: one, control: one, status: one, report: one, warnAfterMs: 1, closeAfterMs: 2 };
  const limiter = new ConnectionRateLimiter({ clock, inspector, limits, onWarn() {}, onOver() {} });
  limiter.audio(clock.now());
  limiter.audio(clock.now());
  // Only a failure starts the chart.
  await retried(async () => AWAY, {
    ...{ clock, inspector, random: () => 0 },
    limits: { attempts: 1, baseMs: 1, capMs: 1, jitter: 0, timeoutMs: 1_000 },
  });
  life.stop();
  limiter.stop();

  assert.deepEqual(inspector.charts.slice(0, 3), ['connection', 'pace', 'retry']);
  for (const fact of inspector.seen) assert.equal(fact.sessionId, undefined);
});
