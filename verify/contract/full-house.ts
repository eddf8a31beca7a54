/** A running server may take fewer speakers at a time than the suite needs. Its refusals then break no promise. */
import type { Broken } from './expectation.ts';
import { ask } from './web.ts';

/** More than the speakers that the suite has at a time. */
const ENOUGH_SPEAKERS = 100;
const SPEAKERS_PER_CHECK = 2;
const REFUSED_WITH = 'TRANSCRIBE_UNAVAILABLE';

/** @returns how many speakers the server takes at a time. Undefined: it does not say. */
export async function maxSpeakersOf(url: string): Promise<number | undefined> {
  const answer = await ask(`${url}/health`).catch(() => undefined);
  const { maxStreams } = Object(Object(answer?.json).asr) as { maxStreams?: unknown };
  return typeof maxStreams === 'number' ? maxStreams : undefined;
}

/** @returns how many checks may run at a time: most have one speaker, some two or three. */
export function atOnceFor(maxSpeakers: number | undefined, wanted: number): number {
  if (maxSpeakers === undefined || maxSpeakers >= ENOUGH_SPEAKERS) return wanted;
  return Math.min(wanted, Math.max(1, Math.floor(maxSpeakers / SPEAKERS_PER_CHECK)));
}

/** @returns the reason why a check could not run: too few places for speakers. Undefined: it failed for another reason. */
export function excuseOf({ expected, got }: Broken, maxSpeakers: number | undefined): string | undefined {
  if (maxSpeakers === undefined || maxSpeakers >= ENOUGH_SPEAKERS) return undefined;
  if (!got.includes(REFUSED_WITH) || expected.includes(REFUSED_WITH)) return undefined;
  const places = maxSpeakers === 0 ? 'none' : maxSpeakers === 1 ? 'one' : maxSpeakers;
  return `needs a server that takes as many speakers as the suite has at a time: this one takes ${places} (asr.maxStreams at /health)`;
}
