/**
 * The words of a few sessions in the browser's storage. Each page that follows a session writes pieces of its own, and reads
 * those of all pages, so that no page overwrites another's. Nothing here throws: a browser may refuse to store. Pure, given a
 * storage.
 */

/** The part of the browser's `Storage` that is used. */
export interface TextStorage {
  readonly length: number;
  key(at: number): string | null;
  getItem(key: string): string | null;
  /** Throws if there is no room. */
  setItem(key: string, text: string): void;
  removeItem(key: string): void;
}

/** What the browser's `storage` event says of a change by another page. */
export interface StorageChange {
  readonly key: string | null;
  readonly newValue: string | null;
}

export interface StoredSession {
  readonly sessionId: string;
  /** When its last word came, Unix ms. */
  readonly atMs: number;
  /** Its oldest words were removed. */
  readonly isCut: boolean;
}

export interface Piece {
  readonly key: string;
  readonly text: string;
}

/** With more sessions, the one whose last word is the oldest is removed. */
export const MAX_SESSIONS = 3;
const PREFIX = 'rostrum.kept.';
/** Stored for a moment when a person deletes a session: other pages learn of it by the browser's `storage` event. */
const DELETED = '"deleted"';

export class KeptStore {
  readonly #storage: TextStorage | undefined;

  /** @param storage Undefined: nothing is stored, as in some browsers' private windows. */
  constructor(storage: TextStorage | undefined) {
    this.#storage = storage;
  }

  /** @returns newest first. */
  sessions(): StoredSession[] {
    const ids = this.#keys().filter((key) => !key.includes('.'));
    return ids.map((sessionId) => this.#about(sessionId)).sort((a, b) => b.atMs - a.atMs);
  }

  isCut(sessionId: string): boolean {
    return this.#about(sessionId).isCut;
  }

  /** @returns what all pages have stored of a session, the oldest page first. */
  pieces(sessionId: string): Piece[] {
    const keys = this.#keys().filter((key) => key.startsWith(`${sessionId}.`));
    return keys.sort().flatMap((key) => {
      const text = this.#storage?.getItem(PREFIX + key) ?? null;
      return text === null ? [] : [{ key, text }];
    });
  }

  /**
   * Makes room for it if there is none: by removing other sessions, the oldest first.
   * @returns the removed sessions, and whether the piece is stored.
   */
  write(session: StoredSession, piece: Piece): { readonly isStored: boolean; readonly removed: readonly string[] } {
    const others = this.sessions().filter(({ sessionId }) => sessionId !== session.sessionId);
    const removed = others.splice(MAX_SESSIONS - 1);
    const remove = ({ sessionId }: StoredSession) => this.remove(sessionId);
    removed.forEach(remove);
    let isStored = this.#set(session, piece);
    while (!isStored && this.#storage && others.length > 0) {
      const oldest = others.splice(-1);
      oldest.forEach(remove);
      removed.push(...oldest);
      isStored = this.#set(session, piece);
    }
    return { isStored, removed: removed.map(({ sessionId }) => sessionId) };
  }

  removePiece(key: string): void {
    this.#try((storage) => storage.removeItem(PREFIX + key));
  }

  /** @param isByPerson other pages forget it too. */
  remove(sessionId: string, isByPerson = false): void {
    if (isByPerson) this.#try((storage) => storage.setItem(PREFIX + sessionId, DELETED));
    for (const key of this.#keys()) {
      if (key === sessionId || key.startsWith(`${sessionId}.`)) this.removePiece(key);
    }
  }

  /** @returns the session that a person has deleted in another page, if an event of the storage says so. */
  deletedBy({ key, newValue }: StorageChange): string | undefined {
    return key?.startsWith(PREFIX) && newValue === DELETED ? key.slice(PREFIX.length) : undefined;
  }

  #set({ sessionId, atMs, isCut }: StoredSession, { key, text }: Piece): boolean {
    return this.#try((storage) => {
      storage.setItem(PREFIX + key, text);
      storage.setItem(PREFIX + sessionId, JSON.stringify({ atMs, isCut }));
    });
  }

  /** Browsers refuse when the storage is full, and some in private windows. */
  #try(work: (storage: TextStorage) => void): boolean {
    if (this.#storage === undefined) return false;
    try {
      work(this.#storage);
      return true;
    } catch {
      return false;
    }
  }

  /** Without their prefix. */
  #keys(): string[] {
    const storage = this.#storage;
    const keys = Array.from({ length: storage?.length ?? 0 }, (_, i) => storage?.key(i) ?? '');
    return keys.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  }

  #about(sessionId: string): StoredSession {
    const { atMs, isCut } = Object(parsed(this.#storage?.getItem(PREFIX + sessionId))) as Partial<StoredSession>;
    return { sessionId, atMs: isDate(atMs) ? atMs : 0, isCut: isCut === true };
  }
}

function isDate(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
}

/** @returns undefined for what is no JSON. */
export function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
