/**
 * Objects of one kind should have one hidden class: V8 reads a member quickly only where few classes come by. In Node 20 an
 * object literal that begins with a spread and adds members gets a class of its own each time it is evaluated (`{ ...a, b: 1 }`,
 * but neither `{ b: 1, ...a }` nor `{ ...a }`). With a hundred sessions that cost 7 % of the CPU of a chunk.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { scanSource } from './source-scan.ts';

/** Code that runs for each session, message, chunk or transcript. */
const OFTEN = [
  'src/actors/speech',
  'src/actors/session',
  'src/actors/listeners',
  'src/actors/connections',
  'src/audio',
];
/** They replace members that the spread has, which makes no new class, or they are not made often. */
const ALLOWED: Readonly<Record<string, string>> = {
  'src/actors/session/controls.ts': 'one for each control',
  'src/actors/session/session-actor.ts': 'replaces',
  'src/actors/session/session-finder.ts': 'one for each search',
  'src/actors/session/session-state.ts': 'replaces',
  'src/actors/session/session.ts': 'replaces',
  'src/actors/session/table-directory.ts': 'replaces',
  'src/actors/speech/handed-words.ts': 'replaces',
  'src/actors/speech/segment-ends.ts': 'replaces',
  'src/actors/speech/spoken-words.ts': 'only for recognisers that give no times',
  'src/actors/speech/translation-forwarder.ts': 'replaces',
  'src/audio/riff-chunks.ts': 'replaces',
};

/** How many literals of a code without comments and strings begin with a spread and have more members. */
function countLeadingSpreads(code: string): number {
  return [...code.matchAll(/\{\s*\.\.\./g)].filter(({ index, 0: opening }) => {
    let depth = 0;
    for (let at = index + opening.length; at < code.length; at += 1) {
      const character = code[at] as string;
      if ('([{'.includes(character)) depth += 1;
      else if (depth === 0 && character === ',') return /^,\s*[^\s}]/.test(code.slice(at));
      else if (')]}'.includes(character)) depth -= 1;
      if (depth < 0) return false;
    }
    return false;
  }).length;
}

test('a literal that is made often does not begin with a spread', () => {
  const files = execFileSync('git', ['ls-files', ...OFTEN], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
  const found = files.filter((file) => countLeadingSpreads(scanSource(readFileSync(file, 'utf8')).code) > 0);

  assert.deepEqual(
    found.filter((file) => !(file in ALLOWED)),
    [],
    'write the members first and the spread after them, or all members by name',
  );
  assert.deepEqual(
    Object.keys(ALLOWED).filter((file) => !found.includes(file)),
    [],
    'these need no exception any more',
  );
});

test('only literals that begin with a spread and go on are found', () => {
  const count = (code: string) => countLeadingSpreads(scanSource(code).code);
  assert.equal(count('const a = { ...b, c: 1 };'), 1);
  assert.equal(count('f({\n  ...{ a, b },\n  c,\n});'), 1);
  assert.equal(count('const a = { ...b };'), 0);
  assert.equal(count('const a = { ...(b ? { c, d } : {}), };'), 0);
  assert.equal(count('const a = { c: 1, ...b };'), 0);
  assert.equal(count('const a = f(...b, c);'), 0);
});
