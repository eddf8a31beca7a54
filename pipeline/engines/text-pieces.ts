/** Long text cut into pieces an engine accepts: after a sentence where one ends, else between words, else anywhere. */

/** Pieces of at most `maxCharacters`, which joined with a space read as the text did. Text within the bound is one piece. */
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
  // Never between the two halves of one character.
  return /[\uD800-\uDBFF]/.test(head.charAt(maxCharacters - 1)) ? maxCharacters - 1 : maxCharacters;
}
