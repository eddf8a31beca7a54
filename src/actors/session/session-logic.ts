/** The session chart as it runs: the session's transition log hears of each change of its states and of its transcription's. */
import { sessionMachine } from '../../machines/session.machine.ts';
import { transcriptionMachine } from '../../machines/transcription.machine.ts';
import { witnessed } from '../introspection/transition-log.ts';

export const sessionLogic = witnessed(
  'session',
  sessionMachine.provide({ actors: { transcription: witnessed('transcription', transcriptionMachine) } }),
);
