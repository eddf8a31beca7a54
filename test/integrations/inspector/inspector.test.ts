import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InspectedFact } from '../../../src/actors/ports/inspector.ts';
import { Inspector, MAX_ACTORS } from '../../../src/integrations/inspector/inspector.ts';

type Told = { type: string; sessionId: string; name?: string; snapshot?: { status: string; value: unknown } } & Record<
  string,
  unknown
>;

class Watching {
  readonly sessionId: string | undefined;
  readonly told: Told[] = [];
  readonly #most: number;

  constructor(sessionId?: string, most = Number.POSITIVE_INFINITY) {
    this.sessionId = sessionId;
    this.#most = most;
  }

  take(text: string): boolean {
    this.told.push(JSON.parse(text) as Told);
    return this.told.length < this.#most;
  }
}

const started = (actorId: string, sessionId?: string, more: Partial<InspectedFact> = {}) =>
  ({
    ...{ type: 'actor', actorId, rootId: actorId, sessionId, name: 'session', chart: 'session', parentId: undefined },
    ...more,
  }) as InspectedFact;
const moved = (actorId: string, sessionId: string | undefined, value: unknown, status = 'active', rootId = actorId) =>
  ({
    ...{ type: 'snapshot', actorId, rootId, sessionId, event: { type: 'session.end', userId: 'ada' } },
    snapshot: { status, value, context: { volume: 1, text: 'heliotrope' } },
  }) as InspectedFact;

const inspector = () => new Inspector({ now: () => 5, definitions: { session: '{"id":"session"}' } });

test('whoever watches is told of everything, in the words of the protocol, sanitised', () => {
  const inspected = inspector();
  const watcher = new Watching();
  inspected.add(watcher);

  inspected.observe(started('x:1', 'brave-otter-001'));
  inspected.observe({
    ...{ type: 'event', actorId: 'x:1', rootId: 'x:1', sessionId: 'brave-otter-001', sourceId: 'x:0' },
    event: { type: 'volume.set', volume: 0.5, text: 'heliotrope' } as never,
  });
  inspected.observe(moved('x:1', 'brave-otter-001', { live: { stream: 'idle' } }));

  const head = { rootId: 'x:1', sessionId: 'x:1', createdAt: '5', _version: '0.7.2' };
  assert.deepEqual(watcher.told, [
    {
      ...{ ...head, id: '1', type: '@xstate.actor', name: 'session brave-otter-001', definition: '{"id":"session"}' },
      snapshot: { status: 'active', context: {} },
    },
    { ...head, id: '2', type: '@xstate.event', sourceId: 'x:0', event: { type: 'volume.set', volume: 0.5 } },
    {
      ...{ ...head, id: '3', type: '@xstate.snapshot', event: { type: 'session.end' } },
      snapshot: { status: 'active', value: { live: { stream: 'idle' } }, context: { volume: 1 } },
    },
  ]);
});

test('whoever has chosen a session hears of that one alone', () => {
  const inspected = inspector();
  const watcher = new Watching('brave-otter-001');
  inspected.observe(started('x:1', 'brave-otter-001'));
  inspected.observe(started('x:2', 'calm-heron-002'));
  inspected.observe(started('x:3', undefined, { chart: 'circuit', name: 'circuit' }));

  inspected.add(watcher);
  inspected.observe(moved('x:2', 'calm-heron-002', 'ended'));
  inspected.observe(moved('x:3', undefined, 'open'));
  inspected.observe(moved('x:1', 'brave-otter-001', 'draining'));

  assert.deepEqual(
    watcher.told.map(({ type, sessionId }) => [type, sessionId]),
    [
      ['@xstate.actor', 'x:1'],
      ['@xstate.snapshot', 'x:1'],
    ],
  );
});

test('whoever comes late is first told what is there, as it is now', () => {
  const inspected = inspector();
  inspected.observe(started('x:1', 'brave-otter-001'));
  inspected.observe(moved('x:1', 'brave-otter-001', 'draining'));
  inspected.observe(started('x:2', 'calm-heron-002'));
  inspected.observe(moved('x:2', 'calm-heron-002', 'ended', 'done'));
  const watcher = new Watching();

  inspected.add(watcher);

  assert.deepEqual(
    watcher.told.map(({ name, snapshot }) => [name, snapshot?.value]),
    [['session brave-otter-001', 'draining']],
  );
});

test('a chart without a definition is told of by its name', () => {
  const inspected = inspector();
  const watcher = new Watching();
  inspected.add(watcher);

  inspected.observe(started('x:2', 'brave-otter-001', { rootId: 'x:1', chart: 'stream', name: 'stream-1' }));

  assert.deepEqual([watcher.told[0]?.name, watcher.told[0]?.definition], ['stream-1', '{"id":"stream"}']);
});

test('a root that is over takes with it what it left behind', () => {
  const inspected = inspector();
  inspected.observe(started('x:1', 'brave-otter-001'));
  inspected.observe(started('x:2', 'brave-otter-001', { rootId: 'x:1', parentId: 'x:1' } as Partial<InspectedFact>));
  inspected.observe(started('x:3', 'calm-heron-002'));

  inspected.observe(moved('x:1', 'brave-otter-001', undefined, 'error'));

  assert.deepEqual(inspected.counts, { actors: 1, notRemembered: 0, failed: 0 });
});

test('a child that is over leaves the others of its root', () => {
  const inspected = inspector();
  inspected.observe(started('x:1', 'brave-otter-001'));
  inspected.observe(started('x:2', 'brave-otter-001', { rootId: 'x:1' }));

  inspected.observe(moved('x:2', 'brave-otter-001', 'closed', 'done', 'x:1'));
  inspected.observe(moved('x:9', 'brave-otter-001', 'closed', 'done', 'x:1'));

  assert.equal(inspected.counts.actors, 1);
});

test('more actors than are remembered are counted, and told of all the same', () => {
  const inspected = inspector();
  for (let actor = 0; actor < MAX_ACTORS; actor += 1) inspected.observe(started(`x:${actor}`));
  const watcher = new Watching('brave-otter-001');
  inspected.add(watcher);

  inspected.observe(started('x:late', 'brave-otter-001'));

  assert.deepEqual(inspected.counts, { actors: MAX_ACTORS, notRemembered: 1, failed: 0 });
  assert.equal(watcher.told.length, 1);
});

test('whoever takes no more is spared the rest of what is there, and whoever has gone is told nothing', () => {
  const inspected = inspector();
  for (let actor = 0; actor < 10; actor += 1) inspected.observe(started(`x:${actor}`));
  const watcher = new Watching(undefined, 3);

  inspected.add(watcher);
  assert.equal(watcher.told.length, 3);
  inspected.remove(watcher);
  inspected.observe(moved('x:1', undefined, 'draining'));

  assert.equal(watcher.told.length, 3);
});

test('a fact that cannot be told is lost and counted; whoever is inspected does not notice', () => {
  const inspected = inspector();
  const broken: Record<string, unknown> = { type: 'session.end' };
  Object.defineProperty(broken, 'reason', { enumerable: true, get: () => assert.fail('a bug') });
  inspected.add(new Watching());

  inspected.observe({
    ...{ type: 'event', actorId: 'x:1', rootId: 'x:1', sessionId: undefined, sourceId: undefined },
    event: broken as never,
  });

  assert.equal(inspected.counts.failed, 1);
});
