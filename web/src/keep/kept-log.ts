/**
 * The finals of a session in the order in which they came, in memory and in the browser's storage, in pieces. Of too many, the
 * oldest piece is removed. Pure, given a store.
 */
import { type KeptRecord, toRecord, toRow } from './kept-record.ts';
import { type KeptStore, parsed } from './kept-store.ts';

/** Of one session: three of them are less than browsers allow a site. Two hours of speech are about a third of it. */
export const MAX_RECORDS = 10_000;
export const MAX_CHARACTERS = 1_000_000;
/** A piece is written again with each of its finals, so it is small. */
const PIECE_CHARACTERS = 8_000;
/** Digits of a piece's number in its key: keys are sorted as texts. */
const KEY_DIGITS = 6;

interface LogPiece {
  readonly key: string;
  readonly records: KeptRecord[];
  /** As stored. */
  characters: number;
  isStored: boolean;
}

export class KeptLog {
  readonly #store: KeptStore;
  readonly #sessionId: string;
  readonly #page: string;
  #pieces: LogPiece[] = [];
  #isCut: boolean;
  #isStored = true;
  #own = 0;

  /** @param page Differs from every other page's, and sorts after those of earlier pages. */
  constructor(store: KeptStore, sessionId: string, page: string) {
    this.#store = store;
    this.#sessionId = sessionId;
    this.#page = page;
    this.#isCut = store.isCut(sessionId);
    for (const { key, text } of store.pieces(sessionId)) {
      const rows = parsed(text);
      const records = (Array.isArray(rows) ? rows : []).flatMap((row) => toRecord(row) ?? []);
      this.#pieces.push({ key, records, characters: text.length, isStored: true });
    }
  }

  get records(): readonly KeptRecord[] {
    return this.#pieces.flatMap(({ records }) => records);
  }

  /** The oldest finals were removed. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** False if the browser stores nothing more. Then all is lost with the page. */
  get isStored(): boolean {
    return this.#isStored;
  }

  /** @returns other sessions that were removed to make room. */
  add(record: KeptRecord): readonly string[] {
    const piece = this.#open();
    piece.records.push(record);
    piece.characters += JSON.stringify(toRow(record)).length + 1;
    piece.isStored = false;
    this.#bound();
    return this.#write(record.atMs);
  }

  /** @param isByPerson they are removed from the storage as well; otherwise another page has done that. */
  forget(isByPerson: boolean): void {
    this.#pieces = [];
    this.#isCut = false;
    if (isByPerson) this.#store.remove(this.#sessionId, true);
  }

  /** @returns this page's last piece, or a new one if that is full. */
  #open(): LogPiece {
    const last = this.#pieces.at(-1);
    if (this.#own > 0 && last && last.characters < PIECE_CHARACTERS) return last;
    const key = `${this.#sessionId}.${this.#page}.${String(this.#own).padStart(KEY_DIGITS, '0')}`;
    const piece: LogPiece = { key, records: [], characters: 2, isStored: false };
    this.#own += 1;
    this.#pieces.push(piece);
    return piece;
  }

  #bound(): void {
    const sum = (of: (piece: LogPiece) => number) => this.#pieces.reduce((all, piece) => all + of(piece), 0);
    while (
      this.#pieces.length > 1 &&
      (sum(({ records }) => records.length) > MAX_RECORDS || sum(({ characters }) => characters) > MAX_CHARACTERS)
    ) {
      const oldest = this.#pieces.shift();
      if (oldest) this.#store.removePiece(oldest.key);
      this.#isCut = true;
    }
  }

  /** Pieces that the browser refused are tried again with the next final. */
  #write(atMs: number): readonly string[] {
    const session = { sessionId: this.#sessionId, atMs, isCut: this.#isCut };
    const gone: string[] = [];
    for (const piece of this.#pieces.filter(({ isStored }) => !isStored)) {
      const text = JSON.stringify(piece.records.map(toRow));
      const { isStored, removed } = this.#store.write(session, { key: piece.key, text });
      gone.push(...removed);
      this.#isStored = isStored;
      if (!isStored) break;
      piece.isStored = true;
    }
    return gone;
  }
}
