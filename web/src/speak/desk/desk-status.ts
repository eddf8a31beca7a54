/** The one thing that a speaker should see from two metres: of all that is known, the most important. Pure. */
import type { ConnectionChange } from '../../../../src/client/client-events.ts';
import type { OnAir } from '../../liveness/on-air.ts';
import type { SignState } from '../../liveness/sign-watch.ts';
import type { Switch } from './control-state.ts';

/** In order of importance. */
export type DeskStatus =
  | 'ended'
  | 'ending'
  | 'connecting'
  | 'offline'
  | 'reconnecting'
  | 'notGettingThrough'
  | 'notRecognised'
  | 'paused'
  | 'muted'
  | 'noVolume'
  | 'resuming'
  | 'unmuting'
  | 'noSource'
  | 'notStarted'
  | 'silent'
  | 'onAir';

export interface DeskFacts {
  readonly connection: ConnectionChange['state'];
  readonly sign: SignState;
  readonly onAir: OnAir;
  /** 0..1 */
  readonly volume: number;
  /** Nothing leaves the page: paused or muted, for the server or the speaker. */
  readonly isClosed: boolean;
  /** The speaker has switched it off, and the server has not done so yet. */
  readonly pending: Switch | undefined;
  /** Something is being sent: a microphone or a recording. */
  readonly hasSource: boolean;
  /** Nothing comes from the microphone: the page knows it before the server does. */
  readonly isSoundless: boolean;
  /** The server has given up on recognition for now: it drops the audio. */
  readonly isUnrecognised: boolean;
  /** The speaker has ended the session, and the last words are translated. */
  readonly isEnding: boolean;
}

export function deskStatus(facts: DeskFacts): DeskStatus {
  const { connection, sign, onAir, volume, pending, hasSource, isSoundless, isUnrecognised, isEnding } = facts;
  if (connection === 'closed') return 'ended';
  if (isEnding) return 'ending';
  if (connection === 'connecting') return 'connecting';
  if (sign === 'offline') return 'offline';
  if (connection === 'reconnecting') return 'reconnecting';
  if (sign === 'quiet') return 'notGettingThrough';
  if (onAir === 'paused') return 'paused';
  if (onAir === 'muted') return volume === 0 ? 'noVolume' : 'muted';
  if (pending) return pending === 'isPaused' ? 'resuming' : 'unmuting';
  if (!hasSource) return 'noSource';
  if (isUnrecognised) return 'notRecognised';
  if (isSoundless) return 'silent';
  // A speaker is never away from the own page.
  return onAir === 'away' ? 'reconnecting' : onAir;
}

/** What is said now is kept until it can be sent. */
export function isKept({ hasSource, isClosed }: Pick<DeskFacts, 'hasSource' | 'isClosed'>): boolean {
  return hasSource && !isClosed;
}

/** Before the status in the page's title, where no colour shows it. */
export const MARKS: Readonly<Record<DeskStatus, string>> = {
  ended: '',
  ending: '…',
  connecting: '…',
  offline: '⚠',
  reconnecting: '⚠',
  notGettingThrough: '⚠',
  notRecognised: '⚠',
  paused: '❚❚',
  muted: '✕',
  noVolume: '✕',
  resuming: '…',
  unmuting: '…',
  noSource: '○',
  notStarted: '○',
  silent: '○',
  onAir: '●',
};
