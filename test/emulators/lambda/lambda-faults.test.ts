import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { LambdaFaults, type LambdaPlan } from '../../../emulators/lambda/lambda-faults.ts';
import { payloadOf, refusal, startFixture } from './lambda-fixture.ts';

async function start(t: TestContext, plan: LambdaPlan, handlers: readonly string[] = ['echo']) {
  const faults = new LambdaFaults();
  faults.set(plan);
  return { faults, ...(await startFixture(t, handlers, {}, { faults })) };
}

const FAILED = { kind: 'error', name: 'ServiceException' } as const;

test('without a plan a call is answered as ever', async (t) => {
  const { faults, invoke } = await start(t, {});

  assert.equal((await invoke('echo', { a: 1 })).StatusCode, 200);
  assert.equal(faults.status().arrived, 1);
});

test('the service fails, throttles, or answers what no service does, and the call is not carried out', async (t) => {
  const { faults, invoke, counters } = await start(t, {
    rules: [
      { calls: { nth: 1 }, fault: FAILED },
      { calls: { nth: 2 }, fault: { kind: 'error', name: 'TooManyRequestsException', message: 'Rate Exceeded.' } },
      { calls: { nth: 3 }, fault: { kind: 'status', status: 418, body: 'teapot' } },
      { calls: { nth: 4 }, fault: { kind: 'error', name: 'OddException', status: 502 } },
      { calls: { nth: 5 }, fault: { kind: 'status', status: 503 } },
    ],
  });

  await assert.rejects(invoke('echo'), refusal(500, { name: 'ServiceException', message: 'ServiceException' }));
  await assert.rejects(invoke('echo'), refusal(429, { name: 'TooManyRequestsException', message: 'Rate Exceeded.' }));
  await assert.rejects(invoke('echo'), refusal(418, {}));
  await assert.rejects(invoke('echo'), refusal(502, { name: 'OddException' }));
  await assert.rejects(invoke('echo'), refusal(503, {}));
  await invoke('echo');

  assert.equal(counters.accepted, 1);
  assert.deepEqual(faults.status().injected, { error: 3, status: 2 });
});

test('a call that hangs is never answered, until its client gives up', async (t) => {
  const { client, faults, invoke, counters } = await start(t, {
    rules: [{ calls: { next: 1 }, fault: { kind: 'hang' } }],
  });

  const call = client.send(new InvokeCommand({ FunctionName: 'echo' }), { abortSignal: AbortSignal.timeout(100) });

  await assert.rejects(call, { name: 'AbortError' });
  await invoke('echo');
  assert.equal(counters.accepted, 1);
  assert.equal(faults.status().holding, 0);
});

test('a delayed call is carried out, later', async (t) => {
  const delays = [{ kind: 'delay', ms: 30 } as const, { kind: 'delay', ms: 40 } as const];
  const { faults, invoke } = await start(t, { rules: delays.map((fault) => ({ fault })) });
  const startedAt = performance.now();

  assert.equal((await invoke('echo')).StatusCode, 200);

  assert.ok(performance.now() - startedAt >= 65);
  assert.deepEqual([faults.status().injected, faults.status().holding], [{ delay: 2 }, 0]);
});

test('a dropped connection is a reset', async (t) => {
  const { invoke } = await start(t, { rules: [{ calls: { next: 1 }, fault: { kind: 'drop' } }] });

  await assert.rejects(invoke('echo'), { code: 'ECONNRESET' });
  await invoke('echo');
});

test('an answer lost after the call was carried out is lost only to the client', async (t) => {
  const fault = { kind: 'drop', when: 'after' } as const;
  const failed = { ...FAILED, when: 'after' } as const;
  const { invoke, counters, drained } = await start(t, {
    rules: [
      { calls: { types: ['Event'] }, fault },
      { calls: { types: ['RequestResponse'], next: 1 }, fault: failed },
    ],
  });

  await assert.rejects(invoke('echo', {}, { InvocationType: 'Event' }), { code: 'ECONNRESET' });
  await assert.rejects(invoke('echo', {}), refusal(500, { name: 'ServiceException' }));
  await drained();

  assert.equal(counters.succeeded, 2);
  const { event } = payloadOf(await invoke('echo', { still: 'here' })) as { event: unknown };
  assert.deepEqual(event, { still: 'here' });
});

test('a rule is for the functions it names; one that comes second keeps its turn for the next call', async (t) => {
  const { faults, invoke } = await start(
    t,
    {
      rules: [
        { calls: { functions: ['echo'], next: 1 }, fault: FAILED },
        { calls: { functions: ['echo'], next: 1 }, fault: { kind: 'drop' } },
      ],
    },
    ['echo', 'nothing'],
  );

  await invoke('nothing');
  await assert.rejects(invoke('echo'), refusal(500, {}));
  await assert.rejects(invoke('echo'), { code: 'ECONNRESET' });
  await invoke('echo');

  assert.deepEqual(faults.status().chosen, [1, 1]);
});

test('a service that is away refuses connections, the open ones too, until the plan is cleared', async (t) => {
  const { faults, invoke } = await start(t, {});
  await invoke('echo');

  faults.set({ refuseConnections: true });
  await assert.rejects(invoke('echo'), { code: 'ECONNRESET' });
  await assert.rejects(invoke('echo'), { code: 'ECONNRESET' });
  faults.clear();
  await invoke('echo');

  // The first call may have found the connection it had, cut.
  assert.ok(faults.status().refusedConnections >= 1);
});

test('a hung call and a delayed one do not hold up the end', async (t) => {
  const { close, invoke, faults } = await start(t, {
    rules: [
      { calls: { nth: 1 }, fault: { kind: 'hang' } },
      { calls: { nth: 2 }, fault: { kind: 'delay', ms: 600_000 } },
    ],
  });
  const calls = [invoke('echo'), invoke('echo')].map((call) => assert.rejects(call, { code: 'ECONNRESET' }));
  while (faults.status().holding < 2) await new Promise((resolve) => setTimeout(resolve, 5));

  await close();

  await Promise.all(calls);
  assert.equal(faults.status().holding, 0);
});
