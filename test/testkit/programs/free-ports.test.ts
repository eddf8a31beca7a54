import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePorts } from '../../../testkit/programs/free-ports.ts';

test('ports asked for together are different', async () => {
  const ports = await freePorts(5);

  assert.equal(new Set(ports).size, 5);
});
