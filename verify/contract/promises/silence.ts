/** Section 5: audioSilent and audioHeard: who gets them, when, and what cancels silence. */
import { eventually } from '../deadline.ts';
import { ABSENT, between, fits, holds, members } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import {
  AUDIBLE,
  type Cast,
  HUSHED,
  LATE_MS,
  LOUD,
  played,
  QUIET,
  type Scene,
  SILENT_MS,
  told,
} from './silence-scenes.ts';

const MEMBERS = ['type', 'timestamp', 'sessionId', 'sinceMs'];
const SINCE = between(SILENT_MS - 500, SILENT_MS + LATE_MS);
const CHUNK_EVERY_MS = 500;
/** Later than audioSilent would come. */
const AFTER_MS = SILENT_MS + 2_500;

/** After audioSilent, `cancel` cancels the silence: no audioHeard is sent, and a new listener is not told of silence. */
function cancelledBy(cancel: (cast: Cast) => Promise<void>, goOn?: (cast: Cast) => Promise<void>): Scene {
  return async (cast) => {
    const { stage, speaker, listener, sessionId } = cast;
    await Promise.all([cast.silent(), cast.silent(speaker)]);
    await cancel(cast);
    const joiner = await stage.listener(sessionId);
    fits('sessionJoined', joiner.greeting, { audioSilentMs: ABSENT });
    await goOn?.(cast);
    await listener.settled();
    holds('no audioHeard', told(listener).length === 0, told(listener));
    holds('no audioHeard for the speaker', told(speaker).length === 0, told(speaker));
  };
}

/** No audioSilent comes between `begin` and `end`, and it comes 10 s after `end`. */
function beginsAgain(begin: (cast: Cast) => Promise<void>, end: (cast: Cast) => Promise<void>): Scene {
  return async (cast) => {
    await cast.until(1_500);
    await begin(cast);
    await cast.until(5_000);
    await end(cast);
    const fromMs = cast.elapsedMs();
    await cast.until(SILENT_MS + 1_500);
    holds('nothing 10 s after the creation', told(cast.listener).length === 0, told(cast.listener));
    fits('sinceMs', (await cast.silent()).sinceMs, SINCE);
    const tookMs = cast.elapsedMs() - fromMs;
    holds('10 s from then on', tookMs > SILENT_MS - 500, `${Math.round(tookMs)} ms`);
  };
}

/** No audioSilent comes while this chunk is sent. */
function isAudible(chunk: Buffer, volumeLevel = 1): Scene {
  return async (cast) => {
    await cast.speaker.ask({ action: 'setVolume', volumeLevel }, 'volumeChanged');
    await cast.sendUntil(AFTER_MS, chunk, 2_000);
    await cast.listener.settled();
    holds('nothing told of silence', told(cast.listener).length === 0, told(cast.listener));
  };
}

const state =
  (patch: Record<string, unknown>) =>
  async ({ speaker }: Cast) => {
    await speaker.ask({ action: 'speakerStateChange', state: patch }, 'speakerStateChanged');
  };
const asked =
  (action: string, type: string) =>
  async ({ speaker }: Cast) => {
    await speaker.ask({ action }, type);
  };
const sound = async ({ speaker }: Cast) => {
  await speaker.ask(LOUD, 'audioReceived');
};

const SCENES: Readonly<Record<string, readonly [claim: string, scene: Scene]>> = {
  told: [
    'Nothing audible for 10 s: audioSilent once, to the listeners and the speaker, and audioHeard with the next sound',
    async (cast) => {
      const { speaker, listener, sessionId } = cast;
      const sending = cast.sendUntil(SILENT_MS + LATE_MS, QUIET, CHUNK_EVERY_MS);
      for (const client of [listener, speaker]) {
        const silent = await cast.silent(client);
        members('audioSilent', silent, MEMBERS);
        fits('audioSilent', silent, { sessionId, sinceMs: SINCE });
      }
      await sending;
      holds('no second one', told(listener).length === 0, told(listener));
      await sound(cast);
      for (const client of [listener, speaker]) {
        const heard = await client.next('audioHeard');
        members('audioHeard', heard, MEMBERS);
        fits('audioHeard', heard, { sessionId, sinceMs: between(SILENT_MS, 60_000) });
      }
    },
  ],
  none: [
    '... also where no audio comes at all since the creation',
    async (cast) => {
      fits('sinceMs', (await cast.silent()).sinceMs, SINCE);
      holds('10 s from the creation', cast.elapsedMs() > SILENT_MS - 500, `${Math.round(cast.elapsedMs())} ms`);
    },
  ],
  joiner: [
    'A joiner finds audioSilentMs in sessionJoined while it lasts, and not before or after',
    async (cast) => {
      const { stage, sessionId, listener } = cast;
      fits('sessionJoined before', listener.greeting, { audioSilentMs: ABSENT });
      await cast.silent();
      const during = await stage.listener(sessionId, 'fr');
      fits('sessionJoined', during.greeting, { audioSilentMs: between(SILENT_MS - 500, 60_000) });
      await sound(cast);
      await listener.next('audioHeard');
      await during.next('audioHeard');
      const after = await stage.listener(sessionId, 'fr');
      fits('sessionJoined after', after.greeting, { audioSilentMs: ABSENT });
    },
  ],
  hushed: [
    'Audio of -60 dBFS is not audible',
    async (cast) => {
      await cast.sendUntil(SILENT_MS - 500, HUSHED, CHUNK_EVERY_MS);
      await cast.silent();
    },
  ],
  audible: ['100 ms of -46 dBFS are audible', isAudible(AUDIBLE)],
  split: [
    '... also where they lie across two chunks',
    async (cast) => {
      const halves = [
        Buffer.concat([QUIET, AUDIBLE.subarray(0, 1_600)]),
        Buffer.concat([AUDIBLE.subarray(1_600), QUIET]),
      ];
      while (cast.elapsedMs() < AFTER_MS) {
        for (const half of halves) cast.speaker.send(half);
        await cast.until(Math.min(AFTER_MS, cast.elapsedMs() + 2_000));
      }
      await cast.listener.settled();
      holds('nothing told of silence', told(cast.listener).length === 0, told(cast.listener));
    },
  ],
  volume: ['Audible is measured before the volume is applied', isAudible(AUDIBLE, 0.01)],
  last: [
    '10 s count from the last sound',
    async (cast) => {
      await cast.until(5_000);
      await sound(cast);
      const fromMs = cast.elapsedMs();
      fits('sinceMs', (await cast.silent()).sinceMs, SINCE);
      holds('10 s from the sound', cast.elapsedMs() - fromMs > SILENT_MS - 500, `${Math.round(cast.elapsedMs())} ms`);
    },
  ],
  resume: [
    '10 s count from resumeBroadcast; while paused nothing is told',
    beginsAgain(asked('pauseBroadcast', 'broadcastPaused'), asked('resumeBroadcast', 'broadcastResumed')),
  ],
  unmute: [
    '10 s count from unmuteBroadcast; while muted nothing is told',
    beginsAgain(asked('muteBroadcast', 'broadcastMuted'), asked('unmuteBroadcast', 'broadcastUnmuted')),
  ],
  return: [
    '10 s count from the return of a speaker who was away',
    beginsAgain(
      async ({ speaker, listener }) => {
        speaker.terminate();
        await listener.next('speakerAway');
      },
      async ({ stage, token, sessionId, listener }) => {
        await stage.attach(token, sessionId);
        await listener.next('speakerBack');
      },
    ),
  ],
  paused: [
    'Nothing is told while paused',
    async (cast) => {
      await state({ isPaused: true })(cast);
      await cast.sendUntil(AFTER_MS, QUIET, CHUNK_EVERY_MS);
      await cast.listener.settled();
      holds('nothing told of silence', told(cast.listener).length === 0, told(cast.listener));
    },
  ],
  silent: [
    'Nothing is told at volume 0',
    async (cast) => {
      await state({ volume: 0 })(cast);
      await cast.sendUntil(AFTER_MS, LOUD, CHUNK_EVERY_MS);
      await cast.listener.settled();
      holds('nothing told of silence', told(cast.listener).length === 0, told(cast.listener));
    },
  ],
  nobody: [
    'Nothing is told before the speaker has come',
    async (cast) => {
      const { stage } = cast;
      const { sessionId } = await eventually(() => stage.session());
      const waiting = await stage.listener(sessionId);
      await cast.until(AFTER_MS);
      await waiting.settled();
      holds('nothing told of silence', told(waiting).length === 0, told(waiting));
    },
  ],
  'cancel-pause': [
    'Pause cancels it without audioHeard',
    cancelledBy(asked('pauseBroadcast', 'broadcastPaused'), async (cast) => {
      await asked('resumeBroadcast', 'broadcastResumed')(cast);
      await sound(cast);
    }),
  ],
  'cancel-mute': [
    'Mute cancels it without audioHeard',
    cancelledBy(state({ isMuted: true }), async (cast) => {
      await state({ isMuted: false })(cast);
      await sound(cast);
    }),
  ],
  'cancel-volume': [
    'Volume 0 cancels it without audioHeard',
    cancelledBy(state({ volume: 0 }), async (cast) => {
      await state({ volume: 1 })(cast);
      await sound(cast);
    }),
  ],
  'cancel-away': [
    'A speaker who is away cancels it without audioHeard',
    async (cast) => {
      const { stage, speaker, listener, sessionId, token } = cast;
      await cast.silent();
      speaker.terminate();
      await listener.next('speakerAway');
      fits('sessionJoined', (await stage.listener(sessionId)).greeting, { audioSilentMs: ABSENT });
      const again = await stage.attach(token, sessionId);
      await listener.next('speakerBack');
      await again.ask(LOUD, 'audioReceived');
      await listener.settled();
      holds('no audioHeard', told(listener).length === 0, told(listener));
    },
  ],
  'cancel-end': [
    'The end cancels it without audioHeard',
    async (cast) => {
      const { speaker, listener } = cast;
      await Promise.all([cast.silent(), cast.silent(speaker)]);
      speaker.send({ action: 'endSession' });
      await Promise.all([speaker.closing, listener.closing]);
      holds('no audioHeard', told(listener).length + told(speaker).length === 0, [told(listener), told(speaker)]);
    },
  ],
};

const scenes = Object.fromEntries(Object.entries(SCENES).map(([name, [, scene]]) => [name, scene]));

export const silenceTold: readonly Promised[] = Object.entries(SCENES).map(([name, [claim]]) =>
  promised(`5.silence-${name}`, claim, (stage) => played(stage, name, scenes), { alone: 'silence', isSlow: true }),
);
