/** Makes text safe inside an XML element: escapes it, and removes characters that XML 1.0 forbids. */
export function xmlText(text: string): string {
  return Array.from(text, (character) => ENTITIES[character] ?? (isForbidden(character) ? ' ' : character)).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function isForbidden(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return code !== 0x09 && code !== 0x0a && code !== 0x0d;
  return (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff;
}
