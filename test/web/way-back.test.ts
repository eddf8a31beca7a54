import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RostrumError } from '../../src/client/rostrum-error.ts';
import { wayBack } from '../../web/src/speak/desk/way-back.ts';

test('only a session that is over is given up', () => {
  assert.equal(wayBack(new RostrumError('SESSION_NOT_FOUND', 'gone')), 'none');
  assert.equal(wayBack(new RostrumError('SESSION_ENDED', 'over')), 'none');
});

test('a speaker whose token is refused enters another, and every other failure can be tried again', () => {
  assert.equal(wayBack(new RostrumError('INVALID_TOKEN', 'expired')), 'token');
  for (const error of [new RostrumError('CONNECT_FAILED', 'no server'), new Error('no token'), undefined]) {
    assert.equal(wayBack(error), 'again');
  }
});
