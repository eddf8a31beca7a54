import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runListener } from '../support/machines/listener-run.ts';
import { LISTENER_TIMINGS } from '../support/machines/timings.ts';

const { laggingBytes, maxBytes, laggingMs } = LISTENER_TIMINGS;

test('a backlog of exactly the limit is not lagging, one byte more is', () => {
  const listener = runListener();

  listener.backlog(laggingBytes);
  assert.equal(listener.state, 'receiving');
  listener.backlog(laggingBytes + 1);
  assert.equal(listener.state, 'lagging');
});

test('a listener that lags for its whole limit is dropped as a slow consumer', () => {
  const listener = runListener();
  listener.backlog(laggingBytes + 1);

  listener.clock.advance(laggingMs - 1);
  assert.equal(listener.state, 'lagging');
  listener.clock.advance(1);

  assert.equal(listener.state, 'gone');
  assert.deepEqual(listener.output, { reason: 'slowConsumer' });
});

test('more backlog while lagging does not give a listener more time', () => {
  const listener = runListener();
  listener.backlog(laggingBytes + 1);
  listener.clock.advance(laggingMs - 1);

  listener.backlog(laggingBytes + 5);
  listener.clock.advance(1);

  assert.equal(listener.state, 'gone');
});

test('a listener that catches up is receiving again, and has its whole time when it lags anew', () => {
  const listener = runListener();
  listener.backlog(laggingBytes + 1);
  listener.clock.advance(laggingMs - 1);

  listener.backlog(laggingBytes);
  assert.equal(listener.state, 'receiving');
  listener.clock.advance(laggingMs);
  assert.equal(listener.state, 'receiving');
  listener.backlog(laggingBytes + 1);
  listener.clock.advance(laggingMs - 1);

  assert.equal(listener.state, 'lagging');
});

for (const before of [0, laggingBytes + 1]) {
  test(`a backlog over the maximum drops a listener at once, after a backlog of ${before}`, () => {
    const listener = runListener();
    listener.backlog(before);

    listener.backlog(maxBytes);
    assert.equal(listener.state, 'lagging');
    listener.backlog(maxBytes + 1);

    assert.deepEqual(listener.output, { reason: 'slowConsumer' });
  });
}

test('a listener that leaves while lagging has left, and is not called slow', () => {
  const listener = runListener();
  listener.backlog(laggingBytes + 1);

  listener.actor.send({ type: 'listener.left' });

  assert.deepEqual(listener.output, { reason: 'left' });
  assert.deepEqual(listener.clock.waiting, []);
});

test('a change of language is remembered and neither ends nor restarts the lagging', () => {
  const listener = runListener();
  listener.backlog(laggingBytes + 1);
  listener.clock.advance(laggingMs - 1);

  listener.actor.send({ type: 'language.changed', targetLanguage: 'fr' });

  assert.equal(listener.actor.getSnapshot().context.targetLanguage, 'fr');
  assert.equal(listener.state, 'lagging');
  listener.clock.advance(1);
  assert.equal(listener.state, 'gone');
});
