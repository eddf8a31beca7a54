import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Speaker } from '../../../../emulators/transcribe/engine-process/speaker.ts';
import { openEngine } from '../../../../emulators/transcribe/engines/open-engine.ts';
import type { LoadedEngine } from '../../../../emulators/transcribe/hearing/hearing.ts';
import { countWordErrors } from '../../../../testkit/speech/word-error-rate.ts';
import { Heard } from '../../../support/engine/heard.ts';
import { LocalProcess } from '../../../support/engine/local-process.ts';
import { speechModel } from '../../../support/speech-model.ts';

const RECORDINGS = '/usr/share/pocketsphinx/test/data/librivox';
const NAMES = ['0870', '0880'].map((number) => `sense_and_sensibility_01_austen_64kb-${number}.wav`);
const WAV_HEADER_BYTES = 44;
const CHUNK_BYTES = 3_200;

/** All that is heard of the audio. @param moves A speaker goes on in another process wherever they rest. */
async function hear(engine: LoadedEngine, pcm: Uint8Array, moves: boolean): Promise<{ text: string; moved: number }> {
  const processes = [new LocalProcess(engine), new LocalProcess(engine)];
  const heard = new Heard();
  let turn = 0;
  let moved = 0;
  const next = () => processes[turn++ % processes.length] as LocalProcess;
  const onMoved = () => moved++;
  const order = { language: 'en', askedStepMs: 600 };
  const whenReady = () => assert.fail('there is always one');
  const speaker = new Speaker({ order, listener: heard, process: next(), next, whenReady, onMoved, onOver: () => {} });
  const workAll = () => {
    const take = (process: LocalProcess) => {
      const [step] = process.steps;
      if (step !== undefined) process.take(step);
      return step !== undefined;
    };
    while (processes.map(take).some((did) => did));
  };

  for (let at = 0; at < pcm.length; at += CHUNK_BYTES) {
    speaker.write(pcm.subarray(at, at + CHUNK_BYTES));
    workAll();
    // Not at every chunk of a pause: what is known is heard again.
    if (moves && at % (CHUNK_BYTES * 10) === 0) for (const process of processes) process.retire();
  }
  const finished = speaker.finish();
  workAll();
  await finished;
  return { text: heard.finals.map(({ transcript }) => transcript).join(' '), moved };
}

test('a person’s words are the same when they move from process to process as when they stay', async (t) => {
  const spec = await speechModel(t);
  if (spec === undefined) return;
  const pcm = Buffer.concat(NAMES.map((name) => readFileSync(join(RECORDINGS, name)).subarray(WAV_HEADER_BYTES)));
  const engine = await openEngine(spec);

  const stayed = await hear(engine, pcm, false);
  const moving = await hear(engine, pcm, true);

  const { substitutions, deletions, insertions } = countWordErrors(stayed.text, moving.text);
  assert.ok(moving.moved >= 2, `${moving.moved} moves`);
  // At a joint the next utterance may begin a little earlier or later.
  assert.ok(substitutions + deletions + insertions <= 2, `${moving.text} | ${stayed.text}`);
  assert.ok(stayed.text.split(' ').length > 25, stayed.text);
});
