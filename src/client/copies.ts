/** Knows a delivery that came already: whoever delivers at least once delivers twice now and then. Delivers nothing itself. */
import type { Incoming } from './client-events.ts';

/** Deliveries remembered. */
const MAX_REMEMBERED = 64;

export class Copies {
  readonly #keys: string[] = [];

  /** @returns whether the same came within the last 64 deliveries. What has no number is never taken for a copy. */
  isCopy(message: Incoming): boolean {
    const key = deliveryKeyOf(message);
    if (key === undefined) return false;
    if (this.#keys.includes(key)) return true;
    this.#keys.push(key);
    if (this.#keys.length > MAX_REMEMBERED) this.#keys.shift();
    return false;
  }
}

/**
 * What makes a delivery itself: its type, language and number, and the bytes. The number alone is not enough: a pipeline
 * that was started again begins at 0, with other words.
 */
export function deliveryKeyOf({
  type,
  targetLanguage,
  sequenceNumber,
  part,
  audioData,
  text,
}: Incoming): string | undefined {
  if (typeof sequenceNumber !== 'number') return undefined;
  const content = typeof audioData === 'string' ? audioData : typeof text === 'string' ? text : '';
  return JSON.stringify([type, targetLanguage, sequenceNumber, part, content.length, fingerprint(content)]);
}

/** 64 bits of a text, in two halves: a hundred kilobytes of audio need not be kept to know them again. */
function fingerprint(text: string): string {
  let one = 0x811c9dc5;
  let other = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x85ebca6b) ^ (other >>> 15);
  }
  return `${one}.${other}`;
}
