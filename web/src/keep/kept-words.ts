/**
 * The final words of a session that a page keeps for the person: what was said and its translations, each language a file of
 * its own. Through a reload, in this browser only. Partials are never kept. Pure, given a storage.
 */
import { type Said, transcriptSaid } from '../words.ts';
import { FileClock } from './file-clock.ts';
import { type KeptLine, toLines } from './kept-line.ts';
import { KeptLog } from './kept-log.ts';
import { isCount, isLanguage, isTime, type KeptRecord, type Kind } from './kept-record.ts';
import { toResults } from './kept-result.ts';
import { KeptStore, type TextStorage } from './kept-store.ts';

/** One file's words. */
export interface Track {
  readonly kind: Kind;
  /** ISO 639-1; `und` if the server named none. */
  readonly language: string;
}

export interface KeptOptions {
  readonly sessionId: string;
  /** Undefined: kept only as long as the page is open. */
  readonly storage: TextStorage | undefined;
  /** Differs from every other page's, and sorts after those of earlier pages. */
  readonly page: string;
  /** Unix ms. */
  now(): number;
}

/** Lines that are known if they come again: more than a server sends again after an outage. */
const MAX_KNOWN = 1_000;
const UNKNOWN_LANGUAGE = 'und';
/** Everything that would break a line, in any program. */
const BREAKS = /[\s\p{Cc}]+/gu;

export class KeptWords {
  readonly sessionId: string;
  /** Called after each change. */
  onChange: () => void = () => {};
  readonly #log: KeptLog;
  readonly #clock = new FileClock();
  readonly #now: () => number;
  /** Texts of the last lines, by the line's name. */
  readonly #known = new Map<string, string>();
  /** What there are words of, by name. One whose words were all too old stays. */
  readonly #tracks = new Map<string, Track>();
  #removed: readonly string[] = [];

  constructor({ sessionId, storage, page, now }: KeptOptions) {
    this.sessionId = sessionId;
    this.#now = now;
    this.#log = new KeptLog(new KeptStore(storage), sessionId, page);
    for (const record of this.#log.records) this.#learn(record);
  }

  /** Sessions that were removed from this device to make room for this one. */
  get removed(): readonly string[] {
    return this.#removed;
  }

  /** The first words were removed: there were too many. */
  get isCut(): boolean {
    return this.#log.isCut;
  }

  /** False: all is lost with the page. */
  get isStored(): boolean {
    return this.#log.isStored;
  }

  /** When the first word came, Unix ms. Undefined: there is none. */
  get sinceMs(): number | undefined {
    return this.#log.records[0]?.atMs;
  }

  /** @returns what there are words of, translations first, in the order in which they came. */
  get tracks(): readonly Track[] {
    return [...this.#tracks.values()].sort((a, b) => Number(a.kind === 'original') - Number(b.kind === 'original'));
  }

  lines(track: Track): KeptLine[] {
    return toLines(this.#of(track));
  }

  /** How many lines there are. */
  countOf(track: Track): number {
    return toResults(this.#of(track)).reduce((sum, { lines }) => sum + lines.length, 0);
  }

  /**
   * @param language of the text.
   * @param track language of the file that it belongs to: another one if it was not translated.
   */
  add(kind: Kind, said: Said, language: string, track = language): void {
    if (said.isPartial) return;
    const record = this.#toRecord(kind, said, language, track);
    if (record.text === '' && record.resultId === undefined) return;
    if (this.#known.get(nameOf(record)) === record.text) return;
    this.#learn(record);
    const removed = this.#log.add(record);
    this.#removed = [...this.#removed, ...removed];
    this.onChange();
  }

  /** What the speaker said. A final without a segment is all of its result. */
  addTranscript(transcript: Said, language: string): void {
    this.add('original', transcriptSaid(transcript), language);
  }

  /** @param isByPerson a person deletes them from this device. Otherwise another page has done that. */
  forget(isByPerson: boolean): void {
    this.#log.forget(isByPerson);
    this.#known.clear();
    this.#tracks.clear();
    this.onChange();
  }

  #of({ kind, language }: Track): readonly KeptRecord[] {
    return this.#log.records.filter((record) => record.kind === kind && record.track === language);
  }

  #toRecord(kind: Kind, said: Said, language: string, track: string): KeptRecord {
    const { resultId, segment, isWhole = false, startTimeMs, endTimeMs } = said;
    const epoch = isCount(said.epoch) ? said.epoch : this.#clock.epoch;
    const sinceMs = isTime(startTimeMs) ? startTimeMs : undefined;
    const offsetMs = this.#clock.offset(epoch, sinceMs);
    const toFileMs = (timeMs: number | undefined) => (isTime(timeMs) ? Math.round(timeMs + offsetMs) : undefined);
    return {
      ...{ kind, epoch, isWhole, offsetMs },
      resultId: typeof resultId === 'string' ? resultId : undefined,
      track: isLanguage(track) ? track : UNKNOWN_LANGUAGE,
      language: isLanguage(language) ? language : UNKNOWN_LANGUAGE,
      text: String(said.text).replace(BREAKS, ' ').trim(),
      segment: isCount(segment) ? segment : undefined,
      startMs: toFileMs(sinceMs),
      endMs: toFileMs(endTimeMs),
      atMs: this.#now(),
    };
  }

  #learn(record: KeptRecord): void {
    const { kind, track, epoch, offsetMs, startMs, endMs } = record;
    const name = `${kind}/${track}`;
    if (!this.#tracks.has(name)) this.#tracks.set(name, { kind, language: track });
    if (startMs !== undefined) this.#clock.know(epoch, offsetMs);
    if (endMs !== undefined) this.#clock.reached(endMs);
    this.#known.set(nameOf(record), record.text);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}

function nameOf({ kind, track, epoch, resultId, segment, isWhole, startMs, atMs }: KeptRecord): string {
  const line = resultId === undefined ? [startMs ?? `at ${atMs}`] : [resultId, isWhole ? 'whole' : segment];
  return JSON.stringify([kind, track, epoch, ...line]);
}
