import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedStepMs, MAX_STEP_MS, StepPace } from '../../../../emulators/transcribe/engine-process/step-pace.ts';

test('the asked step follows the stability, and a step that is set counts more', () => {
  assert.deepEqual(
    (['high', 'medium', 'low', undefined] as const).map((stability) => askedStepMs(stability)),
    [600, 400, 300, 400],
  );
  assert.equal(askedStepMs('high', 250), 250);
});

test('the step is as asked while all decodes of a step fit into it, and grows with speakers and decode times', () => {
  const pace = new StepPace();
  assert.equal(pace.stepMs(300, 10), 300, 'nothing measured yet');
  pace.decoded(80);

  assert.deepEqual(
    [1, 2, 3, 4, 8].map((speaking) => pace.stepMs(300, speaking)),
    [300, 300, 300, 400, 800],
  );
});

test('the step is bounded, and falls back when decodes are quick again', () => {
  const pace = new StepPace();
  for (let n = 0; n < 50; n++) pace.decoded(5_000);
  assert.equal(pace.stepMs(400, 4), MAX_STEP_MS);
  assert.equal(pace.stepMs(5_000, 4), 5_000, 'never under what was asked');

  for (let n = 0; n < 100; n++) pace.decoded(40);

  assert.equal(pace.stepMs(400, 4), 400);
});

test('who is behind catches up in longer steps', () => {
  const pace = new StepPace();

  assert.deepEqual(
    [1_000, 1_001, 4_000].map((waitingMs) => pace.stepMs(300, 1, waitingMs)),
    [300, 1_000, 1_000],
  );
  assert.equal(pace.stepMs(1_500, 1, 4_000), 1_500);
});

test('steps over what was asked are counted', () => {
  const pace = new StepPace();
  pace.decoded(100);

  pace.stepped(300, 2);
  pace.stepped(300, 3);
  pace.stepped(600, 3);

  assert.equal(pace.stretched, 1);
});

test('at the step under load a process that decodes for all who speak does not fall behind', () => {
  for (const [speakers, decodeMs] of [
    [3, 90],
    [6, 120],
    [12, 150],
  ] as const) {
    const pace = new StepPace();
    pace.decoded(decodeMs);
    const perSecond = (1000 / pace.stepMs(300, speakers)) * speakers * decodeMs;
    assert.ok(perSecond <= 1000 / 1.25 + 0.001, `${speakers} speakers: ${perSecond} ms of decoding a second`);
  }
});
