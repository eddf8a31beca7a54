import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DynamoDbFaults } from '../../../emulators/dynamodb/dynamodb-faults.ts';
import { PlanError } from '../../../emulators/faults/plan-error.ts';
import { seededRandom } from '../../../emulators/faults/seeded-random.ts';
import { Selector } from '../../../emulators/faults/selection.ts';
import { TranscribeFaults } from '../../../emulators/transcribe/faults/transcribe-faults.ts';

const reset = { kind: 'reset', code: 2 };
const calls = (n: number) => Array.from({ length: n }, (_, i) => ({ ordinal: i + 11, nth: i + 1 }));

for (const [selection, chosen] of [
  [{}, [1, 2, 3, 4, 5, 6]],
  [{ ordinal: 12 }, [2]],
  [{ nth: 3 }, [3]],
  [{ from: 2, to: 4 }, [2, 3, 4]],
  [{ from: 5 }, [5, 6]],
  [{ next: 2 }, [1, 2]],
  [{ from: 3, next: 2 }, [3, 4]],
  [{ probability: 1 }, [1, 2, 3, 4, 5, 6]],
  [{ probability: 0 }, []],
] as const) {
  test(`of six calls ${JSON.stringify(selection)} chooses ${chosen.join(', ') || 'none'}`, () => {
    const selector = new Selector(selection, () => 0.5);

    const numbers = calls(6).flatMap((call) => (selector.chooses(call) ? [call.nth] : []));

    assert.deepEqual(numbers, chosen);
    assert.equal(selector.chosen, chosen.length);
  });
}

test('a seed gives the same choices every time, about as many as the probability says', () => {
  const run = (seed: number) => {
    const selector = new Selector({ probability: 0.3 }, seededRandom(seed));
    return calls(1_000).map((call) => selector.chooses(call));
  };

  assert.deepEqual(run(7), run(7));
  assert.notDeepEqual(run(7), run(8));
  const share = run(7).filter(Boolean).length;
  assert.ok(share > 250 && share < 350, `${share} of 1,000`);
});

for (const [plan, problems] of [
  [5, ['plan must be object']],
  [{ rule: [] }, ['plan has no member "rule"']],
  [{ rules: [{}] }, ['plan.rules[0] needs "fault"']],
  [{ rules: [{ fault: {} }] }, ['plan.rules[0].fault needs "kind"']],
  [{ seed: -1 }, ['plan.seed must be >= 0']],
  [{ rules: [{ fault: { kind: 'reset' } }] }, ['plan.rules[0].fault needs "code"']],
  [{ rules: [{ fault: reset }, { fault: { kind: 'reset', code: 99 } }] }, ['plan.rules[1].fault.code must be <= 13']],
  [
    { rules: [{ fault: { kind: 'corrupt', how: 'badly' } }] },
    ['plan.rules[0].fault.how must be one of crc, json, truncated'],
  ],
  [{ rules: [{ fault: { ...reset, ms: 1 } }] }, ['plan.rules[0].fault has no member "ms"']],
  [{ rules: [{ streams: { every: 1 }, fault: reset }] }, ['plan.rules[0].streams has no member "every"']],
  [
    { rules: [{ at: 'later', fault: reset }] },
    ['plan.rules[0].at must be one of opening, opened, midWord, endFrame, ending'],
  ],
  [{ rules: [{ at: { hours: 1 }, fault: reset }] }, ['plan.rules[0].at has no member "hours"']],
  [{ rules: [{ at: {}, fault: reset }] }, ['plan.rules[0].at must not have fewer than 1 properties']],
] as const) {
  test(`a plan that is wrong says where: ${problems[0]}`, () => {
    const faults = new TranscribeFaults();
    const valid = { rules: [] };
    faults.put(valid);

    assert.throws(
      () => faults.put(plan),
      (error: Error) => {
        assert.ok(error instanceof PlanError);
        assert.deepEqual(error.problems, problems);
        assert.equal(error.message, problems.join('; '));
        return true;
      },
    );
    assert.equal(faults.status().plan, valid);
  });
}

test('a kind that is not there is answered with those that are', () => {
  const plan = { rules: [{ fault: { kind: 'explode' } }] };

  assert.throws(
    () => new TranscribeFaults().put(plan),
    /fault\.kind must be one of exception, idleTimeout, error, reset/,
  );
  assert.throws(() => new DynamoDbFaults().put(plan), /fault\.kind must be one of error, status, hang, drop, delay$/);
});
