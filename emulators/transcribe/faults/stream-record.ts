/** Records for the control API: the request, the counts and the end of each stream. The list is bounded. */
import type { Progress } from './moment.ts';
import type { TranscribeFaultKind, TranscribeQuirkKind } from './plan.ts';

/** A record as JSON, with its counts as members. */
export type FlatRecord = Omit<StreamRecord, 'progress' | 'ended'> & Progress & { readonly ended: string | null };

export interface StreamRecord {
  /** Counted from 1 since the endpoint started, in the order of arrival. */
  readonly ordinal: number;
  /** The id that the client asked for, or else the one that it was given. */
  readonly sessionId: string;
  readonly language: string;
  readonly progress: Progress;
  /** Whether the client has ended its side. */
  readonly endFrame: boolean;
  readonly faults: readonly (TranscribeFaultKind | TranscribeQuirkKind)[];
  /** `end` (a normal end), an exception's name, a fault's kind, or `clientLeft`. Undefined while the stream is open. */
  readonly ended: string | undefined;
}

/** Over this the oldest ended record is dropped. Its counts stay in the totals. */
const MAX_RECORDS = 1_000;

export class StreamRecords {
  #records: StreamRecord[] = [];

  add(record: StreamRecord): void {
    this.#records.push(record);
    if (this.#records.length <= MAX_RECORDS) return;
    const ended = this.#records.findIndex((old) => old.ended !== undefined);
    this.#records.splice(Math.max(ended, 0), 1);
  }

  read(): FlatRecord[] {
    return this.#records.map(({ progress, faults, ended, ...record }) => ({
      ...record,
      ...progress,
      audioMs: Math.round(progress.audioMs),
      faults: [...faults],
      ended: ended ?? null,
    }));
  }
}
