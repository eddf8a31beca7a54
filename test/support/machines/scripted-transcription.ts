/**
 * Stands where the session chart has its transcription: does nothing but be told how it ends, and counts itself. The chart
 * it stands for is walked by its own tests.
 */
import type { ActorLogic, EventObject, NonReducibleUnknown, Snapshot } from 'xstate';
import type { transcriptionMachine } from '../../../src/machines/transcription.machine.ts';
import type { TranscriptionOutput } from '../../../src/machines/transcription.vocabulary.ts';

export type Script =
  | { type: 'script.done'; output: TranscriptionOutput }
  /** As when a chart throws. */
  | { type: 'script.broken' };

export interface ScriptedCounts {
  started: number;
  stopped: number;
  /** The commands it was sent. */
  readonly commands: string[];
}

export function scriptedTranscription(counts: ScriptedCounts): typeof transcriptionMachine {
  const logic: ActorLogic<Snapshot<TranscriptionOutput>, Script | EventObject, NonReducibleUnknown> = {
    start: () => {
      counts.started += 1;
    },
    getInitialSnapshot: () => ({ status: 'active', output: undefined, error: undefined }),
    getPersistedSnapshot: (snapshot) => snapshot,
    transition: (snapshot, event) => {
      if (snapshot.status !== 'active') return snapshot;
      if (event.type === 'script.done' && 'output' in event) {
        counts.stopped += 1;
        return { status: 'done', output: event.output, error: undefined };
      }
      if (event.type === 'script.broken') {
        counts.stopped += 1;
        return { status: 'error', output: undefined, error: new Error('scripted') };
      }
      if (event.type === 'xstate.stop') {
        counts.stopped += 1;
        return { status: 'stopped', output: undefined, error: undefined };
      }
      counts.commands.push(event.type);
      return snapshot;
    },
  };
  // Of a machine, the session chart uses what every logic has.
  return logic as unknown as typeof transcriptionMachine;
}
