/** The program of an engine's process with the fake engine in it. */
import { runEngine } from '../../../emulators/transcribe/engine-process/engine-program.ts';
import { openFakeEngine } from './fake-engine.ts';

runEngine(openFakeEngine);
