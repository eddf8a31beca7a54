/**
 * Reads from a delivered message's first bytes which segment its speech is of. The reference pipeline's messages begin with
 * `{"type":"audio",` and their short members; the sound, which may be 100 KB, comes last and is not read.
 */
import type { SpeechIds } from '../../actors/speech/segment-journeys.ts';

const SPEECH = Buffer.from('{"type":"audio",');
const CAPTION = Buffer.from('{"type":"caption",');
/** Before a caption's text, in which its quotes would be escaped. */
const PARTIAL = '"isPartial":true';
/** No more of a message is read, bytes. */
const MAX_READ = 512;
/** One member with a short value: a text without escapes, a number or a word; and the character that ends it. */
const MEMBER =
  /\s*"([A-Za-z]{1,64})"\s*:\s*(?:"([^"\\]*)"|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|true|false|null)\s*([,}])/y;
/** Printable ASCII: of other texts, the bytes are not the characters. */
const PLAIN = /^[\x20-\x7e]+$/;
const NUMBERS: ReadonlySet<string> = new Set(['segment', 'epoch', 'part', 'parts']);

/**
 * Never throws, whatever the body is.
 * @returns the ids before the first member whose value is long, nested or escaped; undefined when the body does not begin as
 *   the reference pipeline's speech does. Of a member that is there twice, the first counts.
 */
export function readSpeechIds(body: Uint8Array): SpeechIds | undefined {
  return begins(body, SPEECH) ? readIds(toHead(body), SPEECH.length) : undefined;
}

/**
 * The same of a text without speech, which begins with `{"type":"caption",`.
 * @returns undefined for other messages, and for captions of partials: there are several a second for each listener.
 */
export function readCaptionIds(body: Uint8Array): SpeechIds | undefined {
  if (!begins(body, CAPTION)) return undefined;
  const head = toHead(body);
  return head.includes(PARTIAL) ? undefined : readIds(head, CAPTION.length);
}

function begins(body: Uint8Array, start: Buffer): boolean {
  return start.equals(body.subarray(0, start.length));
}

function toHead(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, MAX_READ)).toString('latin1');
}

function readIds(head: string, from: number): SpeechIds {
  const ids: Record<string, string | number> = {};
  MEMBER.lastIndex = from;
  for (let found = MEMBER.exec(head); found !== null; found = MEMBER.exec(head)) {
    const [, name = '', text, number, ending] = found;
    const value = name === 'resultId' ? toId(text) : NUMBERS.has(name) ? toCount(number) : undefined;
    if (value !== undefined) ids[name] ??= value;
    if (ending === '}') break;
  }
  return ids;
}

function toId(text: string | undefined): string | undefined {
  return text !== undefined && PLAIN.test(text) ? text : undefined;
}

function toCount(digits: string | undefined): number | undefined {
  const value = Number(digits);
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
