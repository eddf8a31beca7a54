/** Makes the update expression that writes some attributes of a row and leaves all others unchanged. */
import type { Item } from './record-items.ts';

export interface RowUpdate {
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Item;
}

/** Sets the members of `item` that have a value and removes those that are undefined; `key` is not written. */
export function rowUpdate(item: Item, key: string): RowUpdate {
  const set: string[] = [];
  const remove: string[] = [];
  const names: Record<string, string> = {};
  const values: Item = {};
  for (const [name, value] of Object.entries(item)) {
    if (name === key) continue;
    // Every name has an alias: role, ttl and others are reserved words.
    names[`#${name}`] = name;
    if (value === undefined) {
      remove.push(`#${name}`);
      continue;
    }
    set.push(`#${name} = :${name}`);
    values[`:${name}`] = value;
  }
  const sections = [`SET ${set.join(', ')}`, ...(remove.length === 0 ? [] : [`REMOVE ${remove.join(', ')}`])];
  return {
    UpdateExpression: sections.join(' '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}
