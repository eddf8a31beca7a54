/** Under which conditions a session's row may be written: what keeps two processes from overwriting each other. */
import type { RowSeen, SessionRecord } from '../../actors/ports/records.ts';
import type { Item } from './record-items.ts';

export interface RowCondition {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

const NAMES = { '#epoch': 'epoch', '#version': 'version', '#ownerNode': 'ownerNode' } as const;

/** The owner's next write: of a higher epoch than the row's, or the same owner's in the same epoch with a higher version. */
export function writeCondition({ epoch, version, ownerNode }: SessionRecord): RowCondition {
  const isSameOwner = ownerNode === undefined ? '' : ' AND (attribute_not_exists(#ownerNode) OR #ownerNode = :byOwner)';
  const isSameEpoch = '(attribute_not_exists(#epoch) OR #epoch = :byEpoch)';
  const isNewer = '(attribute_not_exists(#version) OR #version < :byVersion)';
  return {
    expression: `attribute_exists(sessionId) AND (#epoch < :byEpoch OR (${isSameEpoch}${isSameOwner} AND ${isNewer}))`,
    names: ownerNode === undefined ? { '#epoch': 'epoch', '#version': 'version' } : NAMES,
    values: {
      ':byEpoch': epoch,
      ':byVersion': version,
      ...(ownerNode === undefined ? {} : { ':byOwner': ownerNode }),
    },
  };
}

/** A claim: the row is still the one that was seen. What was read as 0 or absent may be lacking in the row. */
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
