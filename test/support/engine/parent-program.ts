/**
 * The parent of one engine's process, to be killed. Its arguments: the port of loopback the engine connects to; `hang`, if the
 * engine is to hang in a decode.
 */
import { fileURLToPath } from 'node:url';
import { EngineProcess } from '../../../emulators/transcribe/engine-process/engine-process.ts';
import { fakeSpec } from './fake-engine.ts';
import { fakeSpeech } from './fake-speech.ts';

const HANG = 7;
const [port, hang] = process.argv.slice(2);
const program = fileURLToPath(new URL('./fake-engine-program.ts', import.meta.url));
const engine = new EngineProcess({ log: () => {}, program });
await engine.start(fakeSpec({ lifelinePort: Number(port), hangsOn: HANG }));
if (hang !== undefined) {
  const nothing = () => {};
  const events = { results: nothing, heard: nothing, rested: nothing, finished: nothing, failed: nothing };
  const hearing = engine.open({ language: 'en', askedStepMs: 100, firstSample: 0, knownSamples: 0 }, events);
  hearing.hear(fakeSpeech([[HANG, 8_000]]).pcm);
}
