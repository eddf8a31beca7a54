/** Incidents of a broadcast that its clients cause. After each the broadcast is live and audible again. */
import type { Chance } from '../../testkit/chance.ts';
import { cameTrue, pause } from '../../testkit/until.ts';
import { type Audience, VISITOR_LANGUAGES } from './audience.ts';
import type { Voice } from './voice.ts';

interface Stage {
  readonly voice: Voice;
  readonly audience: Audience;
}

type Incident = (stage: Stage, chance: Chance) => Promise<void>;

const BACK_WITHIN_MS = 30_000;
const PAUSES_MS = [300, 1_500, 4_000] as const;

/** Makes the broadcast inaudible for a while. */
const aside = (off: [object, string], on: [object, string]): Incident => {
  return async ({ voice }, chance) => {
    await voice.control({ ...off[0] }, off[1]);
    await pause(chance.pick(PAUSES_MS));
    await voice.control({ ...on[0] }, on[1]);
  };
};

const INCIDENTS: readonly (readonly [weight: number, incident: Incident])[] = [
  [
    4,
    async ({ voice }) => {
      voice.drop();
      await cameTrue(() => voice.isSeated, BACK_WITHIN_MS);
    },
  ],
  [2, aside([{ action: 'pauseBroadcast' }, 'broadcastPaused'], [{ action: 'resumeBroadcast' }, 'broadcastResumed'])],
  [2, aside([{ action: 'muteBroadcast' }, 'broadcastMuted'], [{ action: 'unmuteBroadcast' }, 'broadcastUnmuted'])],
  [
    1,
    aside(
      [{ action: 'setVolume', volumeLevel: 0 }, 'volumeChanged'],
      [{ action: 'setVolume', volumeLevel: 1 }, 'volumeChanged'],
    ),
  ],
  [
    1,
    aside(
      [{ action: 'speakerStateChange', state: { isPaused: true, isMuted: true } }, 'speakerStateChanged'],
      [{ action: 'speakerStateChange', state: { isPaused: false, isMuted: false } }, 'speakerStateChanged'],
    ),
  ],
  [
    4,
    async ({ audience }, chance) => {
      if (audience.hasVisitor) audience.leave(chance.pick(['close', 'drop']));
      else await audience.visit(chance.pick(VISITOR_LANGUAGES));
    },
  ],
  [1, async ({ voice }) => voice.refresh()],
  [1, async ({ audience }) => audience.refresh()],
  [
    1,
    async ({ audience }, chance) =>
      audience.say({ action: 'changeLanguage', targetLanguage: chance.pick(VISITOR_LANGUAGES) }),
  ],
  [1, async ({ voice }) => voice.say({ action: 'getSessionStatus' })],
  [1, async ({ voice }) => voice.say({ action: 'heartbeat' })],
];

const ALL = INCIDENTS.flatMap(([weight, incident]) => Array.from({ length: weight }, () => incident));

/** Runs a random incident. */
export async function befall(stage: Stage, chance: Chance): Promise<void> {
  await chance.pick(ALL)(stage, chance);
}
