/** The parent of one engine's process, to be killed. Its argument: the port of loopback the engine connects to. */
import { fileURLToPath } from 'node:url';
import { EngineProcess } from '../../../src/embedded/transcribe/engine-process/engine-process.ts';
import { fakeSpec } from './fake-engine.ts';

const program = fileURLToPath(new URL('./fake-engine-program.ts', import.meta.url));
const engine = new EngineProcess({ log: () => {}, program });
void engine.start(fakeSpec({ lifelinePort: Number(process.argv[2]) }));
