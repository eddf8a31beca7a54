import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenOf } from '../../../verify/recognition/corpora/choice.ts';
import { pocketsphinxTestdata } from '../../../verify/recognition/corpora/pocketsphinx-testdata.ts';
import { toClaims } from '../../../verify/recognition/report/claims.ts';
import { measureEngine } from '../../../verify/recognition/runs/measure-engine.ts';
import { speechModel } from '../../support/speech-model.ts';

/** As many as two cores are sure to hear without keeping anybody waiting. */
const AT_ONCE = 3;

test('people are understood, and what is stable stays: what is claimed of Moonshine, on a few recordings', async (t) => {
  if ((await speechModel(t)) === undefined) return;
  const recordings = (['librivox', 'cards'] as const).flatMap((part) => {
    const outcome = pocketsphinxTestdata(part);
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.message);
    return chosenOf(outcome.corpus);
  });
  const contender = { name: 'Moonshine', asr: 'moonshine', stability: 'high' } as const;

  const report = await measureEngine(contender, {
    recordings,
    atOnce: AT_ONCE,
    alone: 0,
    signal: new AbortController().signal,
    progress: () => {},
  });

  for (const { text, measured } of toClaims(report)) t.diagnostic(`${text}: ${measured}`);
  t.diagnostic(`CPU ${report.cpuPerSecond.toFixed(3)} s a second, ${report.memory.peakMiB} MiB at most`);
  // How soon is for `npm run recognition` to say, on a machine that does nothing else.
  assert.deepEqual(
    toClaims(report).filter(({ holds, isTimed }) => !isTimed && !holds),
    [],
  );
  assert.ok((report.errors.people?.words ?? 0) >= 90, 'the recordings were heard');
  assert.ok(report.stable.words > 30, `${report.stable.words} stable words`);
  assert.equal(report.lags.unanswered, 0);
  assert.ok(report.cpuPerSecond > 0, String(report.cpuPerSecond));
});
