/** Searches output for what must never be in it, in the spellings it could have got there by. Knows nothing of logs. */

/** What each secret is called, and its text or bytes. */
export type Secrets = Readonly<Record<string, string | Uint8Array>>;

/** Shorter texts turn up by chance. */
const MIN_CHARS = 4;
/** Of long bytes as much is looked for as nobody else has. */
const MAX_BYTES = 48;

/** @returns a line for each secret found: its name, how it was spelled and what stands around it. */
export function leaksIn(output: string, secrets: Secrets): string[] {
  const lowerCase = output.toLowerCase();
  return Object.entries(secrets).flatMap(([name, secret]) =>
    spellingsOf(name, secret).flatMap(([spelling, text, isCaseSensitive], i, all) => {
      // Most texts are spelled the same in several ways: one line says it.
      if (all.findIndex(([, other]) => other === text) < i) return [];
      const at = isCaseSensitive ? output.indexOf(text) : lowerCase.indexOf(text.toLowerCase());
      if (at < 0) return [];
      return [`${name} (${spelling}): …${output.slice(Math.max(0, at - 80), at + text.length + 20)}…`];
    }),
  );
}

type Spelling = readonly [how: string, text: string, isCaseSensitive: boolean];

function spellingsOf(name: string, secret: string | Uint8Array): Spelling[] {
  if (secret.length < MIN_CHARS) throw new RangeError(`${name} is too short to be searched for`);
  const bytes = Buffer.from(secret).subarray(0, MAX_BYTES);
  const text = typeof secret === 'string' ? secret : undefined;
  const plain: Spelling[] =
    text === undefined
      ? []
      : [
          ['plain', text, false],
          ['as JSON', JSON.stringify(text).slice(1, -1), false],
          ['percent-encoded', encodeURIComponent(text), false],
          ['as a query', new URLSearchParams([['', text]]).toString().slice(1), false],
        ];
  return [
    ...plain,
    ['hexadecimal', bytes.toString('hex'), false],
    ['as a list of bytes', bytes.join(','), false],
    ['as a buffer prints itself', bytes.toString('hex').replace(/(..)(?!$)/g, '$1 '), false],
    ...[0, 1, 2].flatMap((shift): Spelling[] => {
      const text64 = base64Inside(bytes, shift);
      return text64.length < MIN_CHARS
        ? []
        : [
            ['base64', text64, true],
            ['base64url', text64.replaceAll('+', '-').replaceAll('/', '_'), true],
          ];
    }),
  ];
}

/** The characters of base64 that stand for these bytes alone, wherever in a longer text they begin. */
function base64Inside(bytes: Uint8Array, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
  const whole = Math.floor(((shift + bytes.length) * 8) / 6);
  return text.slice(Math.ceil((shift * 8) / 6), whole);
}
