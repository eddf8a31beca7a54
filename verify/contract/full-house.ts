/** A server that runs already may take fewer speakers at a time than the suite has: then what it refuses breaks no promise. */
import type { Broken } from './expectation.ts';
import { ask } from './web.ts';

/** Speakers the suite has at a time, and some more. */
const ENOUGH_SPEAKERS = 100;
const SPEAKERS_PER_CHECK = 2;
const REFUSED_WITH = 'TRANSCRIBE_UNAVAILABLE';

/** @returns how many speakers it takes at a time; undefined where it does not say. */
export async function maxSpeakersOf(url: string): Promise<number | undefined> {
  const answer = await ask(`${url}/health`).catch(() => undefined);
  const { maxStreams } = Object(Object(answer?.json).asr) as { maxStreams?: unknown };
  return typeof maxStreams === 'number' ? maxStreams : undefined;
}

/** @returns how many checks may be made at a time: most have a speaker, some two or three. */
export function atOnceFor(maxSpeakers: number | undefined, wanted: number): number {
  if (maxSpeakers === undefined || maxSpeakers >= ENOUGH_SPEAKERS) return wanted;
  return Math.min(wanted, Math.max(1, Math.floor(maxSpeakers / SPEAKERS_PER_CHECK)));
}

/** @returns why a check could not be made; undefined where it failed of something else than too few places. */
export function excuseOf({ expected, got }: Broken, maxSpeakers: number | undefined): string | undefined {
  if (maxSpeakers === undefined || maxSpeakers >= ENOUGH_SPEAKERS) return undefined;
  if (!got.includes(REFUSED_WITH) || expected.includes(REFUSED_WITH)) return undefined;
  const places = maxSpeakers === 0 ? 'none' : maxSpeakers === 1 ? 'one' : maxSpeakers;
  return `needs a server that takes as many speakers as the suite has at a time: this one takes ${places} (asr.maxStreams at /health)`;
}
