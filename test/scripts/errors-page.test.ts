import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { errorsPage } from '../../scripts/errors-page.ts';
import { CONTAINER_NAMES } from '../../src/audio/container.ts';
import { TOKEN_REFUSALS } from '../../src/integrations/tokens/token-refusals.ts';
import { CLOSES, type CloseName } from '../../src/protocol/close-codes.ts';
import { CLOSE_MEANINGS } from '../../src/protocol/close-meanings.ts';
import { AUDIO_CONTAINERS, TOKEN_PROBLEMS } from '../../src/protocol/error-details.ts';
import { ERRORS } from '../../src/protocol/error-table.ts';
import type { ErrorCode } from '../../src/protocol/errors.ts';
import { SETTINGS } from '../../src/server/config/settings.ts';

/** The wire contract, section 1. */
const CONTRACT =
  '400 INVALID_MESSAGE 400 INVALID_ACTION 400 MISSING_PARAMETER 400 INVALID_PARAMETER 400 INVALID_AUDIO_FORMAT ' +
  '400 UNSUPPORTED_LANGUAGE 400 INVALID_SESSION_ID 401 INVALID_TOKEN 403 UNAUTHORIZED 403 FORBIDDEN ' +
  '404 SESSION_NOT_FOUND 404 CONNECTION_NOT_FOUND 404 NOT_FOUND 405 METHOD_NOT_ALLOWED 409 SESSION_EXISTS ' +
  '413 PAYLOAD_TOO_LARGE 429 RATE_LIMIT_EXCEEDED 500 INTERNAL_ERROR 503 SESSION_FULL 503 SERVICE_UNAVAILABLE ' +
  '503 TRANSCRIBE_UNAVAILABLE 503 TRANSLATION_UNAVAILABLE 504 TIMEOUT';

const TABLE = 'src/protocol/error-table.ts';
const CODES = Object.keys(ERRORS) as ErrorCode[];
const page = errorsPage();

/** The cells of the page's tables, without the marks of code. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/^`|`$/g, '')))
  .map((cells) => cells.slice(1, -1));

test('the page has every code of the contract with its status, and no other', () => {
  const words = CONTRACT.split(' ');
  const contract = words.flatMap((word, i) => (i % 2 === 1 ? [[word, words[i - 1]]] : []));

  const onPage = rows.filter(([name]) => name !== undefined && name in ERRORS).map(([name, status]) => [name, status]);

  assert.deepEqual(onPage, contract);
});

test('every code the server refuses with is in the catalogue, and every other code of it is one for the log', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts') && name !== TABLE)
    .map((name) => readFileSync(name, 'utf8'));
  const refused = new Set(
    sources.flatMap((text) => [...text.matchAll(/\brefusal\(\s*'(\w+)'/g)].map(([, code]) => code)),
  );

  assert.deepEqual([...refused].sort(), CODES.filter((code) => ERRORS[code].where.length > 0).sort());
  for (const code of CODES)
    assert.ok(
      sources.some((text) => text.includes(`'${code}'`)),
      `${code} is used nowhere`,
    );
});

test('every member that details can have is on the page', () => {
  for (const code of CODES) {
    const row = rows.find(([name]) => name === code);
    for (const member of Object.keys(ERRORS[code].details.properties)) {
      assert.ok(row?.[3]?.includes(member), `${code} ${member}`);
    }
  }
});

test('every advice is a sentence, and only an error that says for how long asks to wait', () => {
  for (const code of CODES) {
    const { advice, details, retry } = ERRORS[code];
    assert.match(advice, /^[A-Z][^\n|]+\.$/, code);
    assert.equal(retry === 'wait', details.required?.includes('retryAfterMs' as never) ?? false, code);
  }
});

test('the words of details are the ones the server has', () => {
  // Keys that cannot be had are nobody's token's fault: that is answered 503, and only logged with this name.
  const ofTokens = Object.keys(TOKEN_REFUSALS).filter((reason) => reason !== 'keysUnavailable');
  assert.deepEqual([...TOKEN_PROBLEMS], ofTokens);
  assert.deepEqual([...AUDIO_CONTAINERS], Object.keys(CONTAINER_NAMES));
});

test('every close is on the page with its number, and whether to come back', () => {
  for (const [name, meaning] of Object.entries(CLOSE_MEANINGS)) {
    const { code, reconnect } = CLOSES[name as CloseName];
    assert.ok(
      rows.some((row) => row.join(' ') === `${code} ${name} ${reconnect ? 'yes' : 'no'} ${meaning}`),
      name,
    );
  }
});

test('every limit on the page has the default of its variable', () => {
  const limits = rows.filter((row) => Object.hasOwn(SETTINGS, row.at(-1) ?? ''));

  assert.ok(limits.length >= 20);
  for (const row of limits) {
    const setting = SETTINGS[row.at(-1) as keyof typeof SETTINGS];
    assert.equal(Number(row.at(-2)?.replaceAll(',', '')), setting.default, row.join(' '));
  }
});

test('no cell breaks its table: every row has as many cells as its head', () => {
  for (const table of page.split('\n\n').filter((part) => part.startsWith('| '))) {
    const widths = table
      .trim()
      .split('\n')
      .map((line) => line.split(/(?<!\\)\|/).length);
    assert.equal(new Set(widths).size, 1, table);
  }
});
