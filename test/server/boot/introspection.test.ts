import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHARTS } from '../../../src/machines/charts.ts';
import { createInspection, createIntrospectionSource } from '../../../src/server/boot/introspection.ts';
import { RecordingLog } from '../../support/actors/recording-log.ts';
import { made, setUpSessions } from '../../support/actors/sessions-bench.ts';

test('without a port there is no inspector and nothing to open', () => {
  assert.deepEqual(createInspection(undefined), {});
});

test('with a port the inspector has a page there once it is opened', async (t) => {
  const { inspector, open } = createInspection(0);
  assert.ok(inspector && open);

  const server = await open({ charts: [], list: () => [], find: () => undefined }, new RecordingLog());
  t.after(() => server.close());

  assert.equal((await fetch(server.url)).status, 200);
});

test('every held session can be looked into by its id, and is listed; what is not held is not there', async () => {
  const { create, sessions } = setUpSessions();
  const introspection = createIntrospectionSource(sessions.host);
  assert.deepEqual([introspection.charts, introspection.list()], [CHARTS, []]);

  const { sessionId } = made(await create('ada')).info;

  assert.deepEqual(
    introspection.list().map((session) => session.sessionId),
    [sessionId],
  );
  assert.equal(introspection.find(sessionId)?.sessionId, sessionId);
  assert.equal(introspection.find('brave-otter-999'), undefined);
});
