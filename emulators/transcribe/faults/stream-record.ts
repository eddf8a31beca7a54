/** What one stream asked, heard and said, and how it ended: for the control API. Bounded list of them; no effect. */
import type { Progress } from './moment.ts';
import type { TranscribeFaultKind } from './plan.ts';

/** A record as JSON, its counts among its members. */
export type FlatRecord = Omit<StreamRecord, 'progress' | 'ended'> & Progress & { readonly ended: string | null };

export interface StreamRecord {
  /** From 1 since the endpoint started, in the order of arrival. */
  readonly ordinal: number;
  /** As the client asked for it, else as it was told. */
  readonly sessionId: string;
  readonly language: string;
  readonly progress: Progress;
  /** Whether the client has ended its side. */
  readonly endFrame: boolean;
  readonly faults: readonly TranscribeFaultKind[];
  /** `end` (as it should be), an exception's name, a fault's kind, or `clientLeft`; undefined while it is open. */
  readonly ended: string | undefined;
}

/** Over it the oldest ended one is forgotten; its counts stay in the totals. */
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
