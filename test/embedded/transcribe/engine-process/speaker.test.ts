import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../../src/embedded/faults/seeded-random.ts';
import { Speaker } from '../../../../src/embedded/transcribe/engine-process/speaker.ts';
import { createFakeEngine } from '../../../support/engine/fake-engine.ts';
import { randomSpeech } from '../../../support/engine/fake-speech.ts';
import { Heard } from '../../../support/engine/heard.ts';
import { LocalProcess } from '../../../support/engine/local-process.ts';

const ORDER = { language: 'en', askedStepMs: 100 };

test('no word is lost, doubled or cut when a speaker moves again and again, however messages and work interleave', async () => {
  let moves = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed);
    const below = (most: number) => Math.floor(random() * most);
    const speech = randomSpeech(8, random);
    const engine = createFakeEngine();
    const processes = Array.from({ length: 3 }, () => new LocalProcess(engine));
    const any = () => processes[below(processes.length)] as LocalProcess;
    const listener = new Heard();
    let how: string | undefined;
    const speaker = new Speaker({
      order: ORDER,
      listener,
      process: any(),
      next: any,
      onMoved: () => moves++,
      onOver: (end) => {
        how = end;
      },
    });
    const act = () => {
      const steps = processes.flatMap((process) => process.steps.map((step) => [process, step] as const));
      const [process, step] = steps[below(steps.length)] ?? [];
      if (step !== undefined) process?.take(step);
      return step !== undefined;
    };

    let mayWrite = true;
    for (let at = 0; at < speech.pcm.length; ) {
      const bytes = 1 + below(20_000);
      if (mayWrite) {
        mayWrite = speaker.write(speech.pcm.subarray(at, at + bytes));
        at += bytes;
      }
      for (let n = below(30); n > 0; n--) act();
      if (below(4) === 0) for (const process of processes) process.retire();
      mayWrite ||= listener.takeDrained() > 0;
      while (!mayWrite && act()) mayWrite = listener.takeDrained() > 0;
    }
    const finished = speaker.finish();
    while (act());
    await finished;

    assert.deepEqual(listener.words, speech.words, `seed ${seed}`);
    assert.equal(how, 'done');
    assert.equal(
      processes.reduce((sum, { speakers }) => sum + speakers, 0),
      0,
    );
  }
  assert.ok(moves > 200, `${moves} moves`);
});
