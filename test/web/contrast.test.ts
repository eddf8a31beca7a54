/** The colours of both themes, by the formula of WCAG 2: whatever page uses them, they can be read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const CSS = readFileSync('web/src/styles/tokens.css', 'utf8');
const [LIGHT = '', DARK = ''] = CSS.split('@media (prefers-color-scheme: dark)');
const GROUNDS = ['ground', 'card', 'accent-ground', 'good-ground', 'busy-ground', 'bad-ground'];
const TEXT = 4.5;
const EDGE = 3;
/** What stands on what, and the least contrast. */
const PAIRS: readonly (readonly [front: string, grounds: readonly string[], least: number])[] = [
  ['text', GROUNDS, TEXT],
  ['faint', GROUNDS, TEXT],
  ['accent', ['ground', 'card', 'accent-ground'], TEXT],
  ['accent-strong', ['ground', 'card', 'accent-ground'], TEXT],
  ['good', ['ground', 'card', 'good-ground'], TEXT],
  ['busy', ['ground', 'card', 'busy-ground'], TEXT],
  ['bad', ['ground', 'card', 'bad-ground'], TEXT],
  ['on-accent', ['accent', 'accent-strong'], TEXT],
  ['high-faint', ['high-ground'], 7],
  ['edge', ['ground', 'card'], EDGE],
];

function coloursOf(css: string): ReadonlyMap<string, string> {
  return new Map([...css.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

const light = coloursOf(LIGHT);
const themes = { light, dark: new Map([...light, ...coloursOf(DARK)]) };

for (const [theme, colours] of Object.entries(themes)) {
  test(`in the ${theme} theme text has a contrast of at least ${TEXT} with its ground, a control's edge of ${EDGE}`, () => {
    for (const [front, grounds, least] of PAIRS) {
      for (const ground of grounds) {
        const [a, b] = [colours.get(front), colours.get(ground)];
        assert.ok(a !== undefined && b !== undefined, `${front} or ${ground} is not a colour`);
        const found = contrast(a, b);
        assert.ok(found >= least, `${front} on ${ground}: ${found.toFixed(2)}`);
      }
    }
  });
}

test('the dark theme has a colour of its own for each of the light theme', () => {
  assert.deepEqual([...coloursOf(DARK).keys()].sort(), [...light.keys()].sort());
});
