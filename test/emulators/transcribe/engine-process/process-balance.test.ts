/** With real processes and a fake engine in them: after a death every process has its share of the speakers again. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startEngineRecogniser } from '../../../../emulators/transcribe/engine-process/engine-recogniser.ts';
import { until } from '../../../../testkit/until.ts';
import { fakeSpec } from '../../../support/engine/fake-engine.ts';

const PROGRAM = fileURLToPath(new URL('../../../support/engine/fake-engine-program.ts', import.meta.url));
const SPEAKERS = 6;

/** Six who speak into two processes; whose stream fails opens another at once. */
async function startSpeakers(t: TestContext) {
  let isOver = false;
  const recogniser = await startEngineRecogniser({
    spec: fakeSpec(),
    info: { engine: 'fake', model: 'Fake', languages: ['en'], maxStreams: SPEAKERS },
    processes: 2,
    pings: { everyMs: 20, maxUnanswered: 500 },
    log: () => {},
    program: PROGRAM,
  });
  t.after(() => {
    isOver = true;
    return recogniser.close();
  });
  let failures = 0;
  const open = () => {
    if (isOver) return;
    const failed = () => {
      failures++;
      setImmediate(open);
    };
    const opening = recogniser.open(
      { languageCode: 'en-US', sampleRateHz: 16_000 },
      { results: () => {}, drained: () => {}, failed },
    );
    assert.ok(opening.ok);
  };
  for (let n = 0; n < SPEAKERS; n++) open();
  /** @returns how many were heard by it. */
  const kill = async (index: number) => {
    const before = failures;
    const pid = Number(recogniser.pids[index]);
    process.kill(pid, 'SIGKILL');
    await until('its speakers’ failures', () => failures > before);
    return failures - before;
  };
  return { recogniser, kill };
}

test('one of two is killed: when both run again each hears half of the speakers', async (t) => {
  const { recogniser, kill } = await startSpeakers(t);

  assert.equal(await kill(0), 3);
  await until('two, and three moved', () => recogniser.pids.length === 2 && recogniser.counters.moved >= 3);

  assert.equal(await kill(1), 3);
});

test('both are killed: when both run again each hears half of the speakers', async (t) => {
  const { recogniser, kill } = await startSpeakers(t);
  const pids = [...recogniser.pids];

  for (const pid of pids) process.kill(pid, 'SIGKILL');
  // More, where the streams of the first were opened again in the second before that was known to be dead.
  await until('everybody’s failure', () => recogniser.counters.failed >= SPEAKERS);
  await until('two restarts', () => recogniser.pids.length === 2 && recogniser.counters.restarts === 2);
  // Whoever was heard by the first that came goes on in the second, at once: nobody says a word.
  await until('three moved', () => recogniser.counters.moved >= 3);

  assert.equal(await kill(0), 3);
});
