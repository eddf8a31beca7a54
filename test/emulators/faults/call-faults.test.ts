import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { DynamoDbFaults } from '../../../emulators/dynamodb/dynamodb-faults.ts';

/** A call that is delayed by 20 ms, and whether it is served. */
function delayedCall(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const faults = new DynamoDbFaults();
  faults.set({ rules: [{ fault: { kind: 'delay', ms: 20 } }] });
  // Only what the faults use of a response.
  const response = Object.assign(new EventEmitter(), { closed: false });
  let served = 0;
  const take = () => {
    const call = { operation: 'PutItem', tables: ['Sessions'] };
    faults.take(call, {} as IncomingMessage, response as unknown as ServerResponse, () => {
      served += 1;
    });
  };
  const leave = () => {
    response.closed = true;
    response.emit('close');
  };
  return { take, leave, served: () => served, holding: () => faults.status().holding };
}

test('a delayed call is held, then served', (t) => {
  const call = delayedCall(t);
  call.take();
  assert.deepEqual([call.served(), call.holding()], [0, 1]);

  t.mock.timers.tick(20);

  assert.deepEqual([call.served(), call.holding()], [1, 0]);
});

for (const when of ['while it is held', 'before it is taken']) {
  test(`a delayed call whose client leaves ${when} is not served`, (t) => {
    const call = delayedCall(t);
    if (when === 'while it is held') call.take();
    call.leave();
    if (when === 'before it is taken') call.take();

    t.mock.timers.tick(20);

    assert.deepEqual([call.served(), call.holding()], [0, 0]);
  });
}
