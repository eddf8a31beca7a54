/** The program of a process with a speech engine. Started by EngineProcess only. */
import { openEngine } from '../engines/open-engine.ts';
import { runEngine } from './engine-program.ts';

runEngine(openEngine);
