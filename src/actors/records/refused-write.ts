/** Why the table refused to write a session's row, decided by the row that the table has. */
import type { SessionRecord } from '../ports/records.ts';

export type RefusalMeaning =
  /** The row is missing: the table may have lost it. */
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
