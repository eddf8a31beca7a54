/** The session chart as it runs: state changes of the session and of its transcription go to the session's transition log. */
import { sessionMachine } from '../../machines/session.machine.ts';
import { transcriptionMachine } from '../../machines/transcription.machine.ts';
import { witnessed } from '../introspection/transition-log.ts';

export const sessionLogic = witnessed(
  'session',
  sessionMachine.provide({ actors: { transcription: witnessed('transcription', transcriptionMachine) } }),
);
