/** Cuts long text into pieces that an engine accepts: after a sentence if possible, or else between words, or else anywhere. */

/** @returns pieces of at most `maxCharacters`. Joined with spaces they give the text. A short text is one piece. */
export function textPieces(text: string, maxCharacters: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > maxCharacters) {
    const at = cutAt(rest, maxCharacters);
    pieces.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  if (rest !== '' || pieces.length === 0) pieces.push(rest);
  return pieces;
}

function cutAt(text: string, maxCharacters: number): number {
  const head = text.slice(0, maxCharacters + 1);
  for (let i = maxCharacters; i > maxCharacters / 2; i -= 1) {
    if (/\s/.test(head.charAt(i)) && /[.!?;。！？]/.test(head.charAt(i - 1))) return i;
  }
  const space = head.search(/\s\S*$/);
  if (space > 0) return space;
  // Never between the two code units of one character.
  return /[\uD800-\uDBFF]/.test(head.charAt(maxCharacters - 1)) ? maxCharacters - 1 : maxCharacters;
}
