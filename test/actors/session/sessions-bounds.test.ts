import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '../../../src/actors/session/session.ts';
import { settled } from '../../support/actors/fake-clock.ts';
import { listen } from '../../support/actors/seats.ts';
import { made, refused, setUpSessions as setUp } from '../../support/actors/sessions-bench.ts';
import { stampedPcm } from '../../support/actors/stamped-pcm.ts';

test('the latest 10,000 ended ids are remembered', async () => {
  const { sessions, create } = setUp();
  const first = made(await create('ada')).info.sessionId;
  for (let round = 0; round < 10_000; round += 1) made(await create('ada'));
  assert.deepEqual(refused(sessions.host.find(first)).details, { reason: 'ended' });

  made(await create('ada'));

  assert.deepEqual(refused(sessions.host.find(first)).details, { reason: 'unknown' });
});

test('a thousand sessions up and down leave no timer, no stream and no session', async () => {
  const { bench, sessions, create, connect } = setUp();
  const thousand: Session[] = [];
  for (let at = 0; at < 1_000; at += 1) {
    const session = made(await create(`user-${at}`));
    thousand.push(session);
    session.speaker.attach(connect(`speaker-${at}`, session));
    listen(sessions.host, session, connect(`listener-${at}`, session), 'es');
    session.gate.offer(stampedPcm(0, 1_600), bench.clock.now());
  }
  await settled();
  assert.equal(bench.transcription.openCount, 1_000);

  for (const session of thousand) session.end('ended');
  await settled();
  await settled();

  assert.equal(sessions.host.count, 0);
  assert.equal(bench.transcription.openCount, 0);
  assert.equal(bench.clock.pending, 0);
  await bench.writer.flushed();
  assert.equal(bench.store.connections.size, 0);
  assert.equal([...bench.store.sessions.values()].filter(({ isActive }) => isActive).length, 0);
});
