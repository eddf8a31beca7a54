import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRANSCRIBE_FAULTS } from '../../../emulators/transcribe/faults/plan.ts';
import { chosen, FAULTS } from '../../../verify/faults/options.ts';
import { idOf } from '../../../verify/faults/row.ts';
import { ROWS } from '../../../verify/faults/table.ts';
import { TRANSCRIBE_KINDS } from '../../../verify/faults/transcribe-kinds.ts';

test('the short form has the same rows, with less speech and more at a time', () => {
  const full = FAULTS.parse([]);
  const short = FAULTS.parse(['--short']);

  assert.ok(full.kind === 'run' && short.kind === 'run');
  assert.ok(short.options.form.speechMs < full.options.form.speechMs);
  assert.ok(short.options.form.lanes > full.options.form.lanes);
  assert.deepEqual(short.options.only, []);
});

for (const args of [['--lanes', '0'], ['--lanes', 'many'], ['--lanes', '65'], ['--sideways'], ['--only']]) {
  test(`${args.join(' ')} is wrong usage, said in one line`, () => {
    const parsed = FAULTS.parse(args);

    assert.ok(parsed.kind === 'wrong');
    assert.doesNotMatch(parsed.message, /\n/);
  });
}

test('a page is not written from a part of the table', () => {
  assert.equal(FAULTS.parse(['--markdown', '--only', 'stall']).kind, 'wrong');
  assert.equal(FAULTS.parse(['--markdown']).kind, 'run');
});

test('--help and --list run nothing', () => {
  assert.equal(FAULTS.parse(['--help']).kind, 'help');
  const listed = FAULTS.parse(['--list']);
  assert.equal(listed.kind === 'run' && listed.options.onlyLists, true);
  assert.match(FAULTS.usage, /--only/);
});

test('rows are chosen by any part of their names, and every row has a name of its own', () => {
  assert.deepEqual(chosen(ROWS, ['reset 2', 'lambda: down']).map(idOf), [
    'Lambda: down, second transcript',
    'Lambda: down, all the time',
  ]);
  assert.equal(chosen(ROWS, []).length, ROWS.length);
  assert.equal(new Set(ROWS.map(idOf)).size, ROWS.length);
});

test('every fault a Transcribe stream can be told to have is in the table', () => {
  const kinds = new Set<string>(TRANSCRIBE_KINDS.map(({ fault }) => fault.kind));
  const missing = Object.keys(TRANSCRIBE_FAULTS).filter((kind) => !kinds.has(kind));

  // It has a row of its own: it takes a second speaker.
  assert.deepEqual(missing, ['repeatSessionId']);
  assert.ok(ROWS.some(({ fault }) => fault.startsWith('session id repeated')));
});
