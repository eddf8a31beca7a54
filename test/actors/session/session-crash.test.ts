import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SESSION_SETTINGS } from '../../../src/actors/session/session-settings.ts';
import { SessionBench } from '../../support/actors/actor-bench.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { result } from '../../support/actors/fake-transcription.ts';
import { connectionClosed } from '../../support/actors/seats.ts';
import { endedOf } from '../../support/actors/speaking-bench.ts';

/** A bug that shows once: the next message to the listeners breaks the chart's actor. */
function breakNextPublish(bench: SessionBench): void {
  bench.audience.onPublish = () => {
    bench.audience.onPublish = () => {};
    throw new Error('a bug');
  };
}

for (const [state, act] of [
  ['streaming', (bench: SessionBench) => bench.transcription.last.hear(result('final', 0, 500))],
  ['unproven', () => {}],
  ['backing off', (bench: SessionBench) => bench.transcription.last.die('internal')],
  ['idle', (bench: SessionBench) => bench.transcription.last.die('idle')],
] as const) {
  test(`a chart that breaks while ${state} ends its session, releases its streams, and tells everybody`, async () => {
    const bench = new SessionBench();
    const listener = bench.listen('listener-1');
    await bench.speak(1_000);
    act(bench);
    await settled();
    breakNextPublish(bench);

    bench.speaker.close('idle');

    assert.equal(bench.metrics.total('SessionsCrashed'), 1);
    assert.equal(bench.log.lines.at(-1)?.message, 'session crashed');
    assert.deepEqual([endedOf(listener), listener.closedWith], [['ended'], 'sessionEnded']);
    assert.deepEqual(bench.ended, [bench.session]);
    assert.equal(bench.transcription.openCount, 0);
    assert.equal(bench.chunk(), 'ended');
    const opened = bench.transcription.streams.length;
    await bench.clock.advance(3_000);
    await bench.writer.flushed();
    assert.equal(bench.transcription.streams.length, opened);
    assert.equal(bench.clock.pending, 0);
    assert.equal(bench.store.sessions.get('brave-otter-001')?.isActive, false);
    bench.session.end('ended');
    connectionClosed(bench, bench.session, 'listener-1');
    assert.deepEqual(bench.ended, [bench.session]);
  });
}

test('a chart that breaks while rolling leaves neither of its streams', async () => {
  const transcription = { ...DEFAULT_SESSION_SETTINGS.transcription, rollAfterMs: 500 };
  const bench = new SessionBench({ transcription });
  await bench.speak(400);
  bench.transcription.last.hear(result('final', 0, 300));
  bench.transcription.script = () => {};
  await bench.speak(600);
  assert.equal(bench.session.load.openStreams, 2);
  breakNextPublish(bench);

  bench.speaker.close('idle');
  await bench.clock.advance(100);

  assert.equal(bench.metrics.total('SessionsCrashed'), 1);
  assert.equal(bench.transcription.openCount, 0);
  assert.equal(bench.clock.pending, 0);
});
