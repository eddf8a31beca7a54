/** The session chart with its slots filled: once, for all sessions. What is a session's own comes through its input. */
import { sessionMachine } from '../../machines/session.machine.ts';
import { transcriptionMachine } from '../../machines/transcription.machine.ts';
import { witnessed } from '../introspection/transition-log.ts';
import { transcriptionStreamActor } from '../speech/transcription-stream-actor.ts';

const transcriptionLogic = transcriptionMachine.provide({ actors: { stream: transcriptionStreamActor } });

const filled = sessionMachine.provide({
  actors: { transcription: witnessed('transcription', transcriptionLogic) },
  actions: {
    tellSpeakerAway: ({ context }) => context.effects.speakerAway(context.timings.graceMs),
    tellSpeakerBack: ({ context }) => context.effects.speakerBack(),
    reportStatus: ({ context }, { reason }) => context.effects.reportStatus(reason),
    reportPending: ({ context }) => context.effects.reportStatus(context.pendingReason),
    tellInterrupted: ({ context }, { reason, attempt }) => context.effects.transcriptionInterrupted(reason, attempt),
    tellRestored: ({ context }, { attempt, replayedMs }) => context.effects.transcriptionRestored(attempt, replayedMs),
    tellFailed: ({ context }, { reason }) => context.effects.transcriptionFailed(reason),
    watchSound: ({ context }) => context.effects.watchSound(),
    ignoreSound: ({ context }) => context.effects.ignoreSound(),
    tellAudioSilent: ({ context }, { sinceMs }) => context.effects.audioSilent(sinceMs),
    tellAudioHeard: ({ context }, { sinceMs }) => context.effects.audioHeard(sinceMs),
    lookForAudio: ({ context }) => context.effects.streamClosed(),
    flushTranslations: ({ context }) => context.effects.flushTranslations(),
    tellSpeakerEnded: ({ context }) => context.effects.tellSpeakerEnded(context.endReason),
  },
});

export const sessionLogic = witnessed('session', filled);
