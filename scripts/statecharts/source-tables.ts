/**
 * Reads what only the source text of a chart has: the members of its interfaces and the fields of its events, each with its
 * comment. Understands only the style of this repository, not all of TypeScript; tests compare the result with the machines.
 */

export interface Member {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
}

const COMMENT = String.raw`(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?`;

/** Its members, after those of the interface that it extends. @throws Error if there is no such interface. */
export function membersOf(source: string, name: string): Member[] {
  const head = new RegExp(String.raw`export interface ${name}(?:<[^{]*>)?(?: extends (\w+))? \{\n([\s\S]*?)\n\}`).exec(
    source,
  );
  if (head === null) throw new Error(`there is no interface ${name}`);
  const [, parent, body = ''] = head;
  const member = new RegExp(String.raw`${COMMENT}readonly (\w+)\??: ([^;]+);`, 'g');
  const own = [...body.matchAll(member)].map(([, comment, key = '', type = '']) => ({
    name: key,
    type: oneLine(type),
    meaning: words(comment),
  }));
  return [...(parent ? membersOf(source, parent) : []), ...own];
}

/** The fields of an event without its type, and its comment; undefined if it is not declared in the source. */
export function eventIn(source: string, event: string): { carries: string; meaning: string } | undefined {
  const name = event.replaceAll('.', String.raw`\.`);
  const found = new RegExp(String.raw`${COMMENT}(?:\| )?\{ type: '${name}'(?:; ([^{}]+))? \}`).exec(source);
  if (found === null) return undefined;
  return { carries: oneLine(found[2] ?? ''), meaning: words(found[1]) };
}

function words(comment = ''): string {
  return oneLine(comment.replaceAll(/^\s*\*\s?/gm, ' '));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
