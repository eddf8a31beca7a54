import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isolate } from '../../verify/soak/isolation.ts';
import { faultsFoundInIsolation, linesOfIsolation, timesOf } from '../../verify/soak/isolation-report.ts';

/** In CI; `npm run soak -- --isolation` has a hundred. */
const SESSIONS = 25;
const MINUTES = 0.3;

test(`${SESSIONS - 1} sessions notice nothing of one that crashes, loses its streams, and floods`, async (t) => {
  const report = await isolate({ sessions: SESSIONS, minutes: MINUTES, seed: 20_261 }, () => {});

  t.diagnostic(linesOfIsolation(report).join('\n'));
  const { speech, crashes, deaths, messages } = report;
  assert.ok(speech.blocks > 0);
  assert.deepEqual([speech.taken, speech.missing, speech.doubled], [speech.blocks, 0, 0]);
  // How often, depends on the machine.
  assert.ok(crashes >= 1 && deaths >= 1 && messages >= 100, `each disturbance: ${crashes}, ${deaths}, ${messages}`);
  assert.deepEqual(report.errors, {});
  // Of a disturbance that reaches the others every round would tell; of a machine that stands still, one or two.
  for (const disturbance of ['crashed', 'spoiled', 'flooded'] as const) assert.ok(timesOf(report, disturbance) < 10);
  assert.deepEqual(faultsFoundInIsolation(report), []);
});
