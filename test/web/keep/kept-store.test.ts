/** Words that outlive the page: through a reload, within bounds, in a browser that may refuse, until a person deletes them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_CHARACTERS, MAX_RECORDS } from '../../../web/src/keep/kept-log.ts';
import { KeptStore, MAX_SESSIONS } from '../../../web/src/keep/kept-store.ts';
import { ORIGINAL, openPage, read, SESSION, SPANISH, segment } from './kept.ts';
import { LimitedStorage } from './limited-storage.ts';

/** Less than browsers give a site: 5 million. */
const STORED_CHARACTERS = 4_000_000;

test('words are there after a reload, with their times on the same clock', () => {
  const storage = new LimitedStorage();
  const before = openPage(storage).kept;
  before.add('original', segment('a', 0, 'One.', 60, 62), 'en');
  before.add('original', segment('b', 0, 'Two.', 1, 2, 1), 'en');
  before.add('translation', { ...segment('b', 0, 'Dos.', 1, 2, 1), isWhole: true }, 'en', 'es');

  const { kept } = openPage(storage);
  assert.deepEqual(kept.lines(ORIGINAL), before.lines(ORIGINAL));
  assert.deepEqual(kept.lines(SPANISH), before.lines(SPANISH));
  kept.add('original', segment('b', 0, 'Two.', 1, 2, 1), 'en');
  kept.add('original', segment('c', 0, 'Three.', 3, 4, 1), 'en');
  assert.deepEqual(read(kept), ['60-62 One.', '63-64 Two.', '65-66 Three.']);
  assert.deepEqual(read(openPage(storage).kept), read(kept));
});

test('lines without a name or a time come back as they were', () => {
  const storage = new LimitedStorage();
  const before = openPage(storage).kept;
  before.add('translation', { text: 'uno', isPartial: false }, 'es');
  before.add('translation', { text: 'dos', isPartial: false, endTimeMs: 5_000 }, 'es');

  assert.deepEqual(openPage(storage).kept.lines(SPANISH), before.lines(SPANISH));
});

test('two pages of one session overwrite nothing of each other', () => {
  const storage = new LimitedStorage();
  const [one, two] = [openPage(storage).kept, openPage(storage).kept];

  for (let i = 0; i < 300; i++) {
    one.add('original', segment('r', i, `word ${i}`, i, i + 1), 'en');
    two.add('original', segment('r', i, `word ${i}`, i, i + 1), 'en');
    two.add('translation', segment('r', i, `palabra ${i}`, i, i + 1), 'es');
  }

  const { kept } = openPage(storage);
  assert.deepEqual(read(kept), read(one));
  assert.deepEqual(read(kept, SPANISH), read(two, SPANISH));
});

test('words without a name that two pages of one session were told are there once', () => {
  const storage = new LimitedStorage();
  const said = { text: 'uno', isPartial: false, startTimeMs: 1_000, endTimeMs: 2_000 };
  for (const page of [openPage(storage), openPage(storage)]) page.kept.add('translation', said, 'es');

  assert.deepEqual(read(openPage(storage).kept, SPANISH), ['1-2 uno']);
});

test('a person can delete the words, in all pages; what comes then is kept again', () => {
  const storage = new LimitedStorage();
  const { kept } = openPage(storage);
  const elsewhere = openPage(storage).kept;
  const seen: unknown[] = [];
  const set = storage.setItem.bind(storage);
  storage.setItem = (key, newValue) => {
    const deleted = new KeptStore(storage).deletedBy({ key, newValue });
    seen.push(deleted);
    if (deleted === SESSION) elsewhere.forget(false);
    set(key, newValue);
  };
  kept.add('original', segment('a', 0, 'One.', 0, 1), 'en');
  elsewhere.add('original', segment('a', 0, 'One.', 0, 1), 'en');
  assert.ok(seen.every((deleted) => deleted === undefined));

  kept.forget(true);
  assert.deepEqual([kept.tracks, elsewhere.tracks, storage.keys], [[], [], []]);
  kept.add('original', segment('a', 0, 'One.', 0, 1), 'en');
  assert.deepEqual(read(openPage(storage).kept), ['0-1 One.']);
  assert.equal(new KeptStore(storage).deletedBy({ key: null, newValue: null }), undefined);
});

test('the words of three sessions are kept; the oldest makes room, which is told', () => {
  const storage = new LimitedStorage();
  const ids = ['one-fox-111', 'two-fox-222', 'red-fox-333', 'old-fox-444', 'new-fox-555'];
  const removed = ids.map((id, i) => {
    const { kept, page } = openPage(storage, id);
    page.nowMs += i * 60_000;
    kept.add('original', segment('a', 0, 'One.', 0, 1), 'en');
    kept.add('original', segment('b', 0, 'Two.', 1, 2), 'en');
    return kept.removed;
  });

  assert.deepEqual(removed, [[], [], [], ['one-fox-111'], ['two-fox-222']]);
  const store = new KeptStore(storage);
  assert.deepEqual(
    store.sessions().map(({ sessionId }) => sessionId),
    ids.slice(2).reverse(),
  );
  assert.equal(store.sessions().length, MAX_SESSIONS);
  store.remove('red-fox-333');
  assert.ok(storage.keys.every((key) => !key.includes('red-fox-333')));
});

test('to look at an earlier session changes nothing in the storage', () => {
  const storage = new LimitedStorage();
  openPage(storage).kept.add('original', segment('a', 0, 'One.', 0, 1), 'en');
  const before = storage.keys.map((key) => [key, storage.getItem(key)]);

  openPage(storage);
  openPage(storage, 'new-fox-555');

  assert.deepEqual(
    storage.keys.map((key) => [key, storage.getItem(key)]),
    before,
  );
});

test('a full storage takes the room of older sessions, and says when it takes nothing more', () => {
  const storage = new LimitedStorage();
  const old = openPage(storage, 'old-fox-444').kept;
  old.add('original', segment('a', 0, 'Old.', 0, 1), 'en');
  storage.quota = storage.characters + 100;

  const { kept } = openPage(storage);
  kept.add('original', segment('a', 0, 'One.', 0, 1), 'en');
  assert.deepEqual([kept.removed, kept.isStored], [['old-fox-444'], true]);
  for (let i = 0; i < 9; i++) kept.add('original', segment('b', i, 'word '.repeat(20), i, i + 1), 'en');
  assert.equal(kept.isStored, false);
  assert.equal(kept.lines(ORIGINAL).length, 10);
  assert.deepEqual(read(openPage(storage).kept).slice(0, 1), ['0-1 One.']);

  storage.quota = 5_000_000;
  kept.add('original', segment('c', 0, 'Room again.', 20, 21), 'en');
  assert.equal(kept.isStored, true);
  assert.deepEqual(read(openPage(storage).kept), read(kept));
});

test('a browser without a storage keeps the words as long as the page is open, and says so', () => {
  for (const storage of ['private', new LimitedStorage(0)] as const) {
    const { kept } = openPage(storage);
    if (storage === 'private') kept.forget(true);
    kept.add('original', segment('a', 0, 'One.', 0, 1), 'en');
    kept.add('original', segment('b', 0, 'Two.', 1, 2), 'en');

    assert.deepEqual([kept.isStored, read(kept).length, kept.removed], [false, 2, []]);
  }
});

test('damaged pieces and rows of another version are passed over', () => {
  const storage = new LimitedStorage();
  openPage(storage).kept.add('original', segment('a', 0, 'One.', 0, 1), 'en');
  const piece = `rostrum.kept.${SESSION}.p`;
  const row: unknown[] = [1, 'en', 'en', 'Odd.', 0, 'r', 0, 0, 0, 1, 0, 1];
  const broken = row.map((_, i) => row.with(i, i === 0 ? row : {})).slice(1);
  const noRows = JSON.stringify([null, {}, [], ...broken.filter((_, i) => i !== 6)]);
  for (const [i, text] of ['', '{', 'null', '{}', noRows].entries()) storage.setItem(`${piece}${i}`, text);
  storage.setItem('rostrum.kept.odd-fox-111', '"x"');
  storage.setItem('rostrum.kept.late-fox-111', '{"atMs":1e300}');
  storage.setItem('rostrum.language', 'es');

  assert.deepEqual(read(openPage(storage).kept), ['0-1 One.']);
  assert.deepEqual(new KeptStore(storage).sessions().slice(1), [
    { sessionId: 'odd-fox-111', atMs: 0, isCut: false },
    { sessionId: 'late-fox-111', atMs: 0, isCut: false },
  ]);
});

test('of too many lines the first are removed, which is told and is known after a reload', () => {
  const storage = new LimitedStorage();
  const { kept } = openPage(storage);
  const count = MAX_RECORDS + 500;
  for (let i = 0; i < count; i++) kept.add('original', segment(`r${i}`, 0, `${i}`, i, i + 1), 'en');

  const after = openPage(storage).kept;
  for (const each of [kept, after]) {
    const lines = each.lines(ORIGINAL);
    assert.ok(lines.length <= MAX_RECORDS && lines.length > MAX_RECORDS - 300, String(lines.length));
    assert.equal(lines.at(-1)?.text, String(count - 1));
    assert.equal(each.isCut, true);
  }
  kept.forget(true);
  assert.equal(kept.isCut, false);
});

test('whatever comes, from however many pages: never more than the bounds, and the newest words are there', () => {
  const said = fc.record({
    page: fc.nat(2),
    session: fc.nat(4),
    text: fc.string({ unit: 'binary', maxLength: 40 }),
    times: fc.integer({ min: 1, max: 3_000 }),
    epoch: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(said, { maxLength: 25 }), fc.integer({ min: 2_000, max: 5_000_000 }), (all, quota) => {
      const storage = new LimitedStorage(quota);
      const pages = new Map<string, ReturnType<typeof openPage>>();
      for (const [i, { page, session, text, times, epoch }] of all.entries()) {
        const id = `some-fox-10${session}`;
        const open = pages.get(`${page}/${id}`) ?? openPage(storage, id);
        pages.set(`${page}/${id}`, open);
        open.page.nowMs += i;
        open.kept.add('original', segment(`r${i}`, 0, `${text.repeat(times)} ${i}.`, i, i + 1, epoch), 'en');

        const lines = open.kept.lines(ORIGINAL);
        assert.ok(
          lines.some((line) => line.text.endsWith(`${i}.`)),
          'the newest words are gone',
        );
        assert.ok(lines.reduce((sum, line) => sum + line.text.length, 0) <= MAX_CHARACTERS + 40 * 3_000 + 10);
        assert.ok(lines.every((line, at) => line.startMs >= (lines[at - 1]?.endMs ?? 0) && line.endMs >= line.startMs));
        const sessions = new KeptStore(storage).sessions();
        assert.ok(sessions.length <= MAX_SESSIONS && storage.characters <= Math.min(quota, STORED_CHARACTERS));
      }
    }),
    { numRuns: 40 },
  );
});
