import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { START_MS, settled } from '../../support/actors/fake-clock.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { connectionClosed } from '../../support/actors/seats.ts';
import { made, setUpSessions } from '../../support/actors/sessions-bench.ts';

/** Forward and back, by more than a signature may be off. */
for (const stepMs of [400_000, -400_000]) {
  const by = `by ${stepMs / 1_000} s`;

  test(`when the system’s clock steps ${by}, what others compare with theirs follows at once`, async () => {
    const bench = new SessionBench();
    const listener = bench.listen('listener-1');
    await settled();

    bench.clock.step(stepMs);
    const seconds = Math.floor((START_MS + stepMs) / 1_000);
    const paused = bench.session.control({ action: 'pauseBroadcast' }, bench.clock.unixNow());
    bench.session.control({ action: 'resumeBroadcast' }, bench.clock.unixNow());
    bench.listen('listener-2');
    bench.chunk(1_000);
    await settled();
    bench.transcription.last.hear(result('final', 0, 1_000));
    await settled();

    assert.equal(paused.timestamp, seconds);
    assert.ok('broadcastState' in paused && paused.broadcastState?.lastStateChange === seconds);
    assert.equal(listener.of('broadcastPaused')[0]?.timestamp, seconds);
    assert.equal(bench.speaker.of('transcript')[0]?.timestamp, seconds);
    assert.equal(bench.translation.finals[0]?.timestamp, START_MS + stepMs);
    assert.equal(bench.session.status().timestamp, seconds);
    assert.equal(bench.session.state.updatedAt, START_MS + stepMs);
    const row = bench.store.connections.get('listener-2');
    assert.deepEqual([row?.connectedAt, row?.ttl], [START_MS + stepMs, seconds + bench.settings.connectionTtlS]);
    const changes = bench.session.introspection.toView(bench.session, 0).changes;
    assert.equal(changes.at(-1)?.at, START_MS + stepMs);
    await bench.over();
  });

  test(`when it steps ${by}, no duration does: the broadcast’s age, a pause, the grace, the session’s life`, async () => {
    const bench = new SessionBench();
    await bench.clock.advance(5_000);
    bench.session.control({ action: 'pauseBroadcast' }, bench.clock.unixNow());

    bench.clock.step(stepMs);
    await bench.clock.advance(3_000);

    const resumed = bench.session.control({ action: 'resumeBroadcast' }, bench.clock.unixNow());
    assert.ok('pauseDurationMs' in resumed && resumed.pauseDurationMs === 3_000);
    assert.equal(bench.session.status().sessionDuration, 8);
    connectionClosed(bench, bench.session, 'speaker-1');
    await bench.clock.advance(bench.settings.session.graceMs - 1);
    assert.ok(bench.session.isLive);
    bench.session.speaker.attach(bench.connect('speaker-2'));
    const leftMs = START_MS + bench.settings.session.lifeMs - bench.clock.now();
    await bench.clock.advance(leftMs - 1);
    assert.ok(bench.session.isLive);
    await bench.clock.advance(1);
    assert.ok(!bench.session.isLive);
    await bench.over();
  });

  test(`a session made after a step ${by} says when it ends by the new clock, and lives its two hours`, async () => {
    const { bench, create, connect } = setUpSessions();
    bench.clock.step(stepMs);

    const session = made(await create('ada'));
    session.speaker.attach(connect('speaker-1', session));

    const { lifeMs } = bench.settings.session;
    assert.equal(session.info.createdAt, START_MS + stepMs);
    assert.equal(session.info.expiresAt, (START_MS + stepMs + lifeMs) / 1_000);
    await bench.clock.advance(lifeMs - 1);
    assert.ok(session.isLive);
    await bench.clock.advance(1);
    assert.ok(!session.isLive);
  });
}

test('a clock that is set back while a session is made gives it no longer life', async () => {
  const { bench, create } = setUpSessions();
  const creating = create('ada');
  bench.clock.step(-400_000);

  const session = made(await creating);

  await bench.clock.advance(bench.settings.session.lifeMs);
  assert.ok(!session.isLive);
  assert.equal(session.info.createdAt, START_MS);
});
