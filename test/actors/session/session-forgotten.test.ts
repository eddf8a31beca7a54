import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queryObjects } from 'node:v8';
import { Session } from '../../../src/actors/session/session.ts';
import { made, setUpSessions } from '../../support/actors/sessions-bench.ts';

test('rows that wait for the table do not keep a session that is over in memory', async () => {
  const { bench, create, sessions } = setUpSessions();
  await endWhileTableIsAway();
  await bench.clock.advance(60_000);

  assert.ok(bench.writer.pending > 0);
  assert.equal(sessions.host.count, 0);
  assert.equal(queryObjects(Session, { format: 'count' }), 0);

  /** In a function of its own, so that the test's own variables hold nothing. */
  async function endWhileTableIsAway() {
    const session = made(await create('ada'));
    await bench.writer.flushed();
    bench.store.fails = () => true;
    await session.end('ended');
  }
});
