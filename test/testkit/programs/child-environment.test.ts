import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childEnvironment, plainEnvironment } from '../../../testkit/programs/child-environment.ts';
import { documentedSettings } from '../../../testkit/programs/documented-settings.ts';

test('a child has this process’s environment and what it is told, and no coverage recorder', (t) => {
  const { PORT, NODE_V8_COVERAGE } = process.env;
  t.after(() =>
    Object.assign(process.env, PORT === undefined ? {} : { PORT }, NODE_V8_COVERAGE ? { NODE_V8_COVERAGE } : {}),
  );
  Object.assign(process.env, { PORT: '1', NODE_V8_COVERAGE: '/nowhere' });

  const environment = childEnvironment({ ADMIN_PORT: '2' });

  assert.deepEqual(
    [environment.PORT, environment.ADMIN_PORT, environment.PATH, environment.NODE_V8_COVERAGE],
    ['1', '2', process.env.PATH, undefined],
  );
  // What a server takes for its settings is left out: it has its defaults.
  assert.deepEqual([plainEnvironment().PORT, plainEnvironment({ PORT: '3' }).PORT], [undefined, '3']);
  delete process.env.PORT;
  delete process.env.NODE_V8_COVERAGE;
});

test('the documented settings are read with their defaults', () => {
  const settings = documentedSettings();

  assert.equal(settings.PORT, '8080');
  assert.ok(Object.keys(settings).length > 50);
});
