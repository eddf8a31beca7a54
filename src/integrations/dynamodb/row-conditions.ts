/** The conditions for writing a session's row. They keep two processes from overwriting each other. */
import type { RowSeen, SessionRecord } from '../../actors/ports/records.ts';
import type { Item } from './record-items.ts';

export interface RowCondition {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

const NAMES = { '#epoch': 'epoch', '#version': 'version', '#ownerNode': 'ownerNode' } as const;

/**
 * For the owner's next write: a higher epoch than the row's, or the same epoch and owner with a higher version. Written
 * without parentheses in parentheses: the parser of the local DynamoDB needs ten times as long for each level (10 ms for two).
 */
export function writeCondition({ epoch, version, ownerNode }: SessionRecord): RowCondition {
  const unlessOlder = (name: string, isRight: string) =>
    `(#epoch < :byEpoch OR attribute_not_exists(${name}) OR ${isRight})`;
  const conditions = [
    'attribute_exists(sessionId)',
    '(attribute_not_exists(#epoch) OR #epoch <= :byEpoch)',
    ...(ownerNode === undefined ? [] : [unlessOlder('#ownerNode', '#ownerNode = :byOwner')]),
    unlessOlder('#version', '#version < :byVersion'),
  ];
  return {
    expression: conditions.join(' AND '),
    names: ownerNode === undefined ? { '#epoch': 'epoch', '#version': 'version' } : NAMES,
    values: {
      ':byEpoch': epoch,
      ':byVersion': version,
      ...(ownerNode === undefined ? {} : { ':byOwner': ownerNode }),
    },
  };
}

/** For a claim: the row has not changed since it was read. An epoch or version of 0 may be absent in the row. */
export function claimCondition({
  epoch,
  version,
  ownerNode,
}: Pick<RowSeen, 'epoch' | 'version' | 'ownerNode'>): RowCondition {
  const isAsSeen = (name: 'epoch' | 'version', seen: number) =>
    seen === 0 ? `(attribute_not_exists(#${name}) OR #${name} = :seen_${name})` : `#${name} = :seen_${name}`;
  const isOwnerAsSeen = ownerNode === undefined ? 'attribute_not_exists(#ownerNode)' : '#ownerNode = :seen_owner';
  return {
    expression: `attribute_exists(sessionId) AND ${isAsSeen('epoch', epoch)} AND ${isAsSeen('version', version)} AND ${isOwnerAsSeen}`,
    names: NAMES,
    values: {
      ':seen_epoch': epoch,
      ':seen_version': version,
      ...(ownerNode === undefined ? {} : { ':seen_owner': ownerNode }),
    },
  };
}
