/** What it means when the table refuses the write of a session's row, told from the row as it stands then. */
import type { SessionRecord } from '../ports/records.ts';

export type RefusalMeaning =
  /** The row is gone: the table may have come back empty. */
  | 'gone'
  /** Another process owns the session: a higher epoch, or the same epoch with another owner. */
  | 'superseded'
  /** An earlier attempt of this write, or a later write of this process, has been carried out. */
  | 'ownWrite'
  /** The row has changed between the write and the reading: the write can be tried again. */
  | 'writable';

/** @param row Read consistently, after the refusal. */
export function meaningOfRefusal(record: SessionRecord, row: SessionRecord | undefined): RefusalMeaning {
  if (row === undefined) return 'gone';
  if (row.epoch > record.epoch) return 'superseded';
  if (row.epoch < record.epoch) return 'writable';
  const isOwn = row.ownerNode === undefined || row.ownerNode === record.ownerNode;
  if (!isOwn) return 'superseded';
  return row.version >= record.version ? 'ownWrite' : 'writable';
}
