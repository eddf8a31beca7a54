/**
 * Objects of one kind should have one hidden class: V8 reads a member quickly only where few classes come by. In Node 20 an
 * object literal that begins with a spread and adds members gets a class of its own each time it is evaluated (`{ ...a, b: 1 }`,
 * but neither `{ b: 1, ...a }` nor one that only replaces members of `a`). With a hundred sessions that cost 7 % of a chunk's CPU.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { plainEnvironment } from '../../testkit/programs/child-environment.ts';
import { scanSource } from './source-scan.ts';

/** Code that runs for each session, connection, message, chunk or transcript. */
const OFTEN = ['src/actors', 'src/audio', 'src/server/sockets', 'src/integrations/event-loop'];
/** How many such literals a file may have, and why. "replaces": all members that follow are the spread's own. */
const ALLOWED: Readonly<Record<string, readonly [count: number, why: string]>> = {
  'src/actors/introspection/inspected.ts': [3, 'only while the server is inspected'],
  'src/actors/introspection/segment-timeline.ts': [1, 'when somebody looks'],
  'src/actors/introspection/view.ts': [3, 'when somebody looks'],
  'src/actors/resilience/circuits.ts': [3, 'three in a process'],
  'src/actors/resilience/stream-start-limiter.ts': [1, 'one in a process'],
  'src/actors/session/controls.ts': [2, 'one for each control'],
  'src/actors/session/session-actor.ts': [1, 'replaces'],
  'src/actors/session/session-state.ts': [2, 'replaces'],
  'src/actors/session/session.ts': [2, 'replaces'],
  'src/actors/session/table-directory.ts': [1, 'replaces'],
  'src/actors/speech/handed-words.ts': [1, 'replaces'],
  'src/actors/speech/segment-ends.ts': [1, 'replaces'],
  'src/actors/speech/spoken-words.ts': [1, 'only for recognisers that give no times'],
  'src/actors/speech/translation-forwarder.ts': [1, 'replaces'],
  'src/actors/speech/upstream-stream.ts': [4, 'replaces'],
  'src/audio/riff-chunks.ts': [1, 'replaces'],
  'src/server/sockets/create-sockets.ts': [3, 'one in a process'],
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

/** @returns how many hidden classes 300 objects have that this code makes of `a`, an object with three members. */
function countClasses(made: string): number {
  const script = `
    const make = (a) => (${made});
    const kinds = [];
    for (let i = 0; i < 300; i += 1) {
      const object = make({ is: 'x', answer: { i }, ms: i });
      if (!kinds.some((kind) => %HaveSameMap(kind, object))) kinds.push(object);
    }
    console.log(kinds.length);`;
  const run = { encoding: 'utf8', env: plainEnvironment() } as const;
  return Number(execFileSync(process.execPath, ['--allow-natives-syntax', '--eval', script], run));
}

test('a literal that is made often does not begin with a spread and add members', () => {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...OFTEN], { encoding: 'utf8' });
  const files = listed.split('\n').filter((file) => file.endsWith('.ts') && existsSync(file));
  const counted = files.map(
    (file) => [file, countLeadingSpreads(scanSource(readFileSync(file, 'utf8')).code)] as const,
  );
  const found = Object.fromEntries(counted.filter(([, count]) => count > 0));
  const allowed = Object.fromEntries(Object.entries(ALLOWED).map(([file, [count]]) => [file, count]));

  assert.ok(files.length > 50);
  assert.deepEqual(found, allowed, 'write the members first and the spread after them, or all members by name');
});

test('members before the spread, or in place of its own, make no hidden class of their own', () => {
  assert.equal(countClasses('{ z: 1, ...a }'), 1);
  assert.ok(countClasses('{ ...a, ms: 0 }') <= 2);
  // What the rule is for; newer versions of Node have mended it.
  if (process.version.startsWith('v20.')) assert.ok(countClasses('{ ...a, z: 1 }') > 100);
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
