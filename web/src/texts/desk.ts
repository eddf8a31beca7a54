/** The texts of the speaker's desk: what a speaker sees at a glance. They are in English. */
import type { DeskStatus } from '../speak/desk/desk-status.ts';
import type { Warning } from '../speak/desk/time-left.ts';

const LANGUAGE = 'en';
const unit = (name: 'hour' | 'minute' | 'second', display: 'long' | 'narrow', digits = 0) => {
  const format = new Intl.NumberFormat(LANGUAGE, {
    style: 'unit',
    unit: name,
    unitDisplay: display,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return (amount: number) => format.format(amount);
};
const hours = unit('hour', 'narrow');
const minutes = unit('minute', 'narrow');
const wholeSeconds = unit('second', 'narrow');
const inFull = { minute: unit('minute', 'long'), second: unit('second', 'long') };
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const KEPT = 'What you say is kept for a minute.';
const clock = new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const MINUTES_PER_HOUR = 60;

/** How much is left, as leftIn() gives it. */
export interface Left {
  readonly amount: number;
  readonly unit: 'minute' | 'second';
}

export const DESK = {
  label: 'At a glance',
  status: {
    ended: 'Over',
    ending: 'Ending',
    connecting: 'Connecting',
    offline: 'No network',
    reconnecting: 'Reconnecting',
    notGettingThrough: 'Not getting through',
    notRecognised: 'Speech recognition failed',
    paused: 'Paused',
    muted: 'Muted',
    noVolume: 'Volume is 0',
    resuming: 'Resuming…',
    unmuting: 'Unmuting…',
    noSource: 'No sound source',
    notStarted: 'Ready: say something',
    silent: 'No sound',
    onAir: 'On air',
  } satisfies Record<DeskStatus, string>,
  /** What it means, and what to do about it. */
  advice: {
    ended: '',
    ending: 'The last words are being translated.',
    connecting: '',
    offline: 'This computer has no network.',
    reconnecting: 'The connection was lost.',
    notGettingThrough: 'The server does not answer.',
    notRecognised: 'Speech recognition is not available: what you say now is lost. It is tried again while you speak.',
    paused: 'Nobody hears you.',
    muted: 'Nobody hears you.',
    noVolume: 'Nobody hears you.',
    resuming: 'You are not heard yet.',
    unmuting: 'You are not heard yet.',
    noSource: 'Choose a microphone or a recording below.',
    notStarted: 'Nobody has heard anything yet.',
    silent: 'Nothing has been heard for some seconds. Check the microphone.',
    onAir: 'You are heard.',
  } satisfies Record<DeskStatus, string>,
  /** After the advice, while something is being sent and the controls let it through. */
  kept: { offline: KEPT, reconnecting: KEPT, notGettingThrough: KEPT } as Partial<Record<DeskStatus, string>>,
  mutedHere: 'But this page sends no sound now.',
  title: (mark: string, status: string) => `${mark} ${status} – Rostrum`.trim(),
  listeners: (count: number) => (count === 1 ? 'listener' : 'listeners'),
  timeLeft: 'left',
  timeUnknown: '–',
  time: ({ amount, unit: of }: Left) => {
    if (of === 'second') return wholeSeconds(amount);
    const whole = Math.floor(amount / MINUTES_PER_HOUR);
    const rest = amount % MINUTES_PER_HOUR;
    return whole === 0 ? minutes(rest) : rest === 0 ? hours(whole) : `${hours(whole)} ${minutes(rest)}`;
  },
  /** @param at Which warning; the last asks for an end. */
  endsIn: ({ amount, unit: of }: Left, end: Date, at: Warning) =>
    `This session ends by itself in ${inFull[of](amount)}, at ${clock.format(end)}.${at === 1 ? ' Say goodbye now.' : ''}`,
  lag: (language: string) => `behind you in ${language}`,
  lagUnknown: '–',
  lagMs: seconds,
  lost: (lostMs: number, since: Date) => `${seconds(lostMs)} of speech lost since ${clock.format(since)}.`,
  monitor: 'What your listeners get',
  monitorChoose: 'Show the translation into',
  monitorNone: 'None',
  monitorTextOnly: (language: string) => `${language} (text only)`,
  monitorHint: 'You are not counted as a listener.',
  monitorNothing: 'The translation appears here.',
  monitorFailed: (why: string) => `The translation cannot be shown: ${why}`,
  monitorLost: 'The connection to the translation was lost. It is tried again…',
  pause: 'Pause',
  resume: 'Resume',
  mute: 'Mute',
  unmute: 'Unmute',
  key: 'Space',
  keyHint: 'mutes and unmutes',
  elsewhere:
    'This session is open in another tab or on another device. If you take over here, nothing more is sent from there.',
  takeOver: 'Take over here',
  stay: 'Stay there',
  staying: 'You continue in the other tab or device. This tab can be closed.',
  taken: 'Another tab or another device has taken over this session. Nothing is sent from here any more.',
  takeBack: 'Take it back',
} as const;
