import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONTRACT, chosen } from '../../../verify/contract/options.ts';
import { PROMISES } from '../../../verify/contract/page.ts';
import { promised } from '../../../verify/contract/promise.ts';

const three = ['1.size', '3.join', '13.moon'].map((id) => promised(id, `about ${id}`, async () => {}));
const idsOf = (only: string[]) => chosen(three, only).map(({ id }) => id);

test('no filter lets everything through; a number is a section, a text is looked for in ids and claims', () => {
  assert.deepEqual(idsOf([]), ['1.size', '3.join', '13.moon']);
  assert.deepEqual(idsOf(['3']), ['3.join']);
  assert.deepEqual(idsOf(['1', 'MOON']), ['1.size', '13.moon']);
  assert.deepEqual(idsOf(['about 3']), ['3.join']);
  assert.deepEqual(idsOf(['nothing']), []);
});

test('the command line is read', () => {
  const parsed = CONTRACT.parse(['--url', 'http://localhost:8080', '--only', '3', '--only', 'x', '--json']);

  assert.deepEqual(parsed, {
    kind: 'run',
    options: {
      url: 'http://localhost:8080',
      isThroughProxy: false,
      isForwarded: false,
      only: ['3', 'x'],
      atOnce: 12,
      onlyLists: false,
      json: true,
    },
  });
  const proxied = CONTRACT.parse(['--url', 'http://localhost', '--through-proxy', '--forwarded']);
  assert.equal(proxied.kind === 'run' && proxied.options.isThroughProxy && proxied.options.isForwarded, true);
  const listed = CONTRACT.parse(['--list']);
  assert.equal(listed.kind === 'run' && listed.options.onlyLists, true);
  assert.equal(CONTRACT.parse(['-h']).kind, 'help');
});

for (const args of [
  ['--colour'],
  ['--url', 'localhost:8080'],
  ['--through-proxy'],
  ['--forwarded'],
  ['--at-once', '0'],
  ['--at-once', 'many'],
  ['here'],
]) {
  test(`wrong usage is one line: ${args.join(' ')}`, () => {
    const parsed = CONTRACT.parse(args);

    assert.equal(parsed.kind, 'wrong');
    assert.doesNotMatch(parsed.kind === 'wrong' ? parsed.message : '', /\n/);
  });
}

test('the help names every option', () => {
  for (const option of [
    '--url',
    '--through-proxy',
    '--forwarded',
    '--only',
    '--at-once',
    '--list',
    '--json',
    '--help',
  ]) {
    assert.ok(CONTRACT.usage.includes(option), option);
  }
});

test('each promise has an id of its own that begins with its section, and a claim of one line', () => {
  const ids = PROMISES.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { id, claim } of PROMISES) {
    assert.match(id, /^\d{1,2}\.\S+$/);
    assert.match(claim, /^.{3,200}$/);
  }
});

test('what is not yet promised names the part of the page it waits for', () => {
  const parts = PROMISES.filter(({ notYet }) => notYet !== undefined).map(({ notYet }) => notYet);
  assert.deepEqual([...new Set(parts)], ['the fleet']);
});

test('promises stand in the order of the page, and there are some of every section of it', () => {
  const sections = PROMISES.map(({ id }) => Number.parseInt(id, 10));
  assert.deepEqual(
    sections,
    [...sections].sort((a, b) => a - b),
  );
  assert.deepEqual([...new Set(sections)], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.ok(PROMISES.length > 650);
});
