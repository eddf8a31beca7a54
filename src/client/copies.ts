/**
 * Finds repeated deliveries: a pipeline that delivers at least once sometimes delivers twice. Delivers nothing itself.
 */
import type { Incoming } from './client-events.ts';

/** How many deliveries are remembered. */
const MAX_REMEMBERED = 64;

export class Copies {
  readonly #keys: string[] = [];

  /** @returns whether the same came within the last 64 deliveries; false for a message without a sequence number. */
  isCopy(message: Incoming): boolean {
    const key = toDeliveryKey(message);
    if (key === undefined) return false;
    if (this.#keys.includes(key)) return true;
    this.#keys.push(key);
    if (this.#keys.length > MAX_REMEMBERED) this.#keys.shift();
    return false;
  }
}

/**
 * Identifies a delivery by type, language, sequence number and content. The number alone is not enough: a restarted
 * pipeline begins at 0 again, with other content.
 */
export function toDeliveryKey({
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

/** A hash of 64 bits, in two halves, so that the content itself need not be kept. */
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
