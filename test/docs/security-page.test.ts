import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type NamedTest, testsNamedIn, titlesOf } from './named-tests.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/security.md`, 'utf8');

interface Row {
  readonly control: string;
  readonly places: string[];
  readonly tests: NamedTest[];
}

function toRows(page: string): Row[] {
  const table = page.slice(page.indexOf('| control |')).split('\n').slice(2);
  return table
    .filter((line) => line.startsWith('|'))
    .map((line) => {
      const [, control = '', , where = '', shown = ''] = line.split('|').map((cell) => cell.trim());
      return {
        control,
        places: [...where.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
        tests: testsNamedIn(shown),
      };
    });
}

const rows = toRows(PAGE);

test('the page has a row for every control, and every row names a test', () => {
  assert.ok(rows.length >= 20, `${rows.length} rows`);
  for (const { control, tests } of rows) assert.ok(tests.length > 0, control);
  assert.equal(new Set(rows.map(({ control }) => control)).size, rows.length);
});

for (const { control, places, tests } of rows) {
  test(`${control}: what the page names is there`, () => {
    for (const place of places) assert.ok(existsSync(`${ROOT}${place}`), place);
    assert.ok(places.length > 0);
    for (const { title, file } of tests) {
      assert.ok(existsSync(`${ROOT}${file}`), file);
      assert.ok(titlesOf(readFileSync(`${ROOT}${file}`, 'utf8')).includes(title), `${file} has no “${title}”`);
    }
  });
}

test('every test that the page names, in any table, is there', () => {
  const named = testsNamedIn(PAGE);

  assert.ok(named.length >= 100, `${named.length} tests`);
  for (const { title, file } of named) {
    assert.ok(titlesOf(readFileSync(`${ROOT}${file}`, 'utf8')).includes(title), `${file} has no “${title}”`);
  }
});

test('the results on the page are of the tests that it names, and all of them passed', () => {
  const results =
    PAGE.split('<!-- results:begin, written by npm run security -->')[1]?.split('<!-- results:end -->')[0] ?? '';
  const [, of, failed, missing] =
    /of (\d+) named tests, \d+ cases passed, (\d+) failed, (\d+) were missing/.exec(results) ?? [];
  const named = new Set(testsNamedIn(PAGE).map(({ title, file }) => `${file} ${title}`));

  assert.deepEqual([of, failed, missing], [String(named.size), '0', '0'], 'else: npm run security');
});

test('a title is found in any quotes, and on a line of its own; a comment or another call is none', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
  const source = "test('it\\'s a', f);\n  test(\n    \"b's\",\n f);\ntest(`c ${d}`, f); // attest('e')\n assert('f')";

  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
  assert.deepEqual(titlesOf(source), ["it's a", "b's", 'c ${d}']);
});

test('a row without a test, or with a title that is not quoted, is noticed', () => {
  const page =
    '| control | a | b | c |\n|---|---|---|---|\n| x | y | `z` | “t” (`f.ts`) |\n| y | y | `z` | t (`f.ts`) |\n';

  assert.deepEqual(
    toRows(page).map(({ tests }) => tests.length),
    [1, 0],
  );
});

test('the numbers on the page are the numbers of the code', async () => {
  const { ADJECTIVES } = await import('../../src/integrations/identifiers/adjectives.ts');
  const { NOUNS } = await import('../../src/integrations/identifiers/nouns.ts');
  const { ISSUER_KEYS_LIMITS: limits } = await import('../../src/integrations/tokens/issuer-keys.ts');
  const { SETTINGS } = await import('../../src/server/config/settings.ts');
  const { KNOWN_MS } = await import('../../src/server/sockets/known-listeners.ts');
  const ids = (ADJECTIVES.length * NOUNS.length * 1_000).toLocaleString('en');
  const text = PAGE.replace(/\s+/g, ' ');

  for (const claim of [
    `${ADJECTIVES.length} adjectives, ${NOUNS.length} nouns and 1,000 numbers make ${ids} ids`,
    `${SETTINGS.UNKNOWN_SESSIONS_PER_MINUTE.default} guesses a minute`,
    `${SETTINGS.CONNECTS_REFUSED_PER_MINUTE.default} refused connects a minute`,
    `${SETTINGS.CONNECTS_ACCEPTED_PER_MINUTE.default.toLocaleString('en')} accepted connects`,
    `valid for ${KNOWN_MS / 1_000} s after its socket closed`,
    `kept for ${limits.freshMs / 60_000} minutes`,
    `at most every ${limits.cooldownMs / 1_000} s`,
    `for at most ${limits.timeoutMs / 1_000} s and ${limits.maxBytes / 1_024} KiB`,
  ]) {
    assert.ok(text.includes(claim), claim);
  }
});
