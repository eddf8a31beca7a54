/** Section 8: what was handed over is never handed over again, whatever the final, a replay or another stream says of it. */
import { type Item, itemsOf, type Timing } from '../dictation.ts';
import { fits, holds } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { briefly, handedOver, partial, played, type Scene, scene } from '../segment-scene.ts';

const FIRST = 'Good evening everybody.';
const WHOLE = `${FIRST} Thank you for coming.`;
const REST = 'Thank you for coming.';
/** As people speak: words of 180 ms, with gaps of 120 ms. */
const PACE: Timing = { everyMs: 300, lastsMs: 180 };

const moved = (items: readonly Item[], byMs: number): Item[] =>
  items.map((item) => ({ ...item, startMs: Math.max(0, item.startMs + byMs), endMs: item.endMs + byMs }));

/** The stream dies and its audio is replayed on another one. */
async function dies(on: Scene): Promise<void> {
  await on.talk.fail();
  await on.talk.until(on.talk.nowMs + 200);
}

const WORDS = 45;

/** Numbers from 0 up to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A result whose stable prefix grows by one to four words a partial, and whose streams die now and then. @returns its text. */
async function restlessTalk(on: Scene, random: () => number): Promise<string> {
  const marks = ['.', ',', '', '', ''];
  const words = Array.from({ length: WORDS }, (_, i) => `w${i}x${marks[Math.floor(random() * marks.length)]}`);
  const text = words.join(' ');
  const jitter = () => Math.round(random() * 60) - 30;
  const items = (stableWords: number) =>
    itemsOf(text, { ...PACE, stableWords }).map((item) => {
      const byMs = jitter();
      return { ...item, startMs: Math.max(0, item.startMs + byMs), endMs: item.endMs + byMs };
    });
  for (let stableWords = 1; stableWords < WORDS; stableWords += 1 + Math.floor(random() * 4)) {
    await on.talk.partial('r', items(stableWords));
    if (random() < 0.2) await dies(on);
  }
  await on.talk.final('r', items(WORDS));
  return text;
}

/** In AWS mode, where the pipeline is the suite's own. */
const inAws = (id: string, claim: string, check: Promised['check']) => promised(id, claim, check, { under: 'aws' });

export const segmentsOnce: readonly Promised[] = [
  inAws('8.segments-once', 'A final that says the same again hands over the rest alone', async (stage) => {
    const on = await scene(stage);
    await partial(on, 'r', WHOLE, { stableWords: 3 }, 1);
    await partial(on, 'r', WHOLE, { stableWords: 4 });
    await on.talk.final('r', itemsOf(WHOLE));
    fits('what was handed over', handedOver(await played(on)), [FIRST, REST]);
  }),
  inAws('8.segments-once-other', 'A final with other words repeats nothing', async (stage) => {
    const on = await scene(stage);
    await partial(on, 'r', WHOLE, { stableWords: 3 }, 1);
    await on.talk.final('r', itemsOf('Good morning everyone. Thank you for coming.'));
    fits('what was handed over', handedOver(await played(on)), [FIRST, REST]);
  }),
  inAws('8.segments-once-more', 'A final with one more word in what was handed over repeats nothing', async (stage) => {
    const on = await scene(stage);
    await partial(on, 'r', WHOLE, { ...PACE, stableWords: 3 }, 1);
    const [good, evening, ...rest] = itemsOf(WHOLE, PACE) as [Item, Item, ...Item[]];
    const more = { content: 'to', startMs: evening.endMs, endMs: evening.endMs + 60, stable: true };
    await on.talk.final('r', [good, evening, more, ...rest]);
    fits('what was handed over', handedOver(await played(on)), [FIRST, REST]);
  }),
  inAws('8.segments-once-less', 'A final with fewer words than were handed over hands over nothing', async (stage) => {
    const on = await scene(stage);
    await partial(on, 'r', FIRST, { stableWords: 3 }, 1);
    await on.talk.final('r', itemsOf('Good evening.'));
    fits('what was handed over', handedOver(await played(on)), [FIRST]);
  }),
  inAws(
    '8.segments-once-less-in-it',
    'A final that joins two words of what was handed over loses nothing after them',
    async (stage) => {
      const on = await scene(stage);
      await partial(on, 'r', WHOLE, { ...PACE, stableWords: 3 }, 1);
      const [good, evening, , dot, ...rest] = itemsOf(WHOLE, PACE) as [Item, Item, Item, Item, ...Item[]];
      const joined = { ...evening, content: 'everybody', endMs: 780 };
      await on.talk.final('r', [good, joined, dot, ...rest]);
      fits('what was handed over', handedOver(await played(on)), [FIRST, REST]);
    },
  ),
  ...[0, 60, -60].map((byMs) =>
    inAws(
      `8.segments-once-death${byMs === 0 ? '' : byMs}`,
      `Between hand-over and final the stream dies, and times move by ${byMs} ms: each word once`,
      async (stage) => {
        const on = await scene(stage);
        const [first] = await partial(on, 'r', WHOLE, { ...PACE, stableWords: 3 }, 1);
        await dies(on);
        await on.talk.final('r', moved(itemsOf(WHOLE, PACE), byMs));
        const payloads = await played(on);
        fits('what was handed over', handedOver(payloads), [FIRST, REST]);
        const [, rest] = payloads.filter(({ isPartial }) => isPartial === false);
        holds('another resultId', rest?.resultId !== first?.resultId, rest?.resultId);
        fits('the rest', rest, { segment: 0, isSegmentFinal: true });
        fits('isSegmentFinal of the first', first?.isSegmentFinal, false);
      },
    ),
  ),
  ...[0, 60, -50].map((byMs) =>
    inAws(
      `8.segments-once-double${byMs === 0 ? '' : byMs}`,
      `A word that is really said twice stays, in a replay whose times moved by ${byMs} ms`,
      async (stage) => {
        const on = await scene(stage);
        const text = 'We stay. Stay with us.';
        await partial(on, 'r', text, { ...PACE, stableWords: 2 }, 1);
        await dies(on);
        await on.talk.final('r', moved(itemsOf(text, PACE), byMs));
        fits('what was handed over', handedOver(await played(on)), ['We stay.', 'Stay with us.']);
      },
    ),
  ),
  inAws(
    '8.segments-once-late',
    'A word that moved to later than what was handed over is not said twice',
    async (stage) => {
      const on = await scene(stage);
      await partial(on, 'r', WHOLE, { ...PACE, stableWords: 3 }, 1);
      await dies(on);
      const items = itemsOf(WHOLE, PACE).map((item) =>
        item.content === 'everybody' ? { ...item, startMs: item.startMs + 60, endMs: item.endMs + 100 } : item,
      );
      await on.talk.final('r', items);
      fits('what was handed over', handedOver(await played(on)), [FIRST, REST]);
    },
  ),
  inAws('8.segments-once-twice', 'Two streams die, each after a segment: each word once', async (stage) => {
    const on = await scene(stage);
    const text = 'One is here. Two is there. Three is all.';
    await partial(on, 'r', text, { ...PACE, stableWords: 3 }, 1);
    await dies(on);
    await partial(on, 'r', text, { ...PACE, stableWords: 6 }, 1);
    await dies(on);
    await on.talk.final('r', itemsOf(text, PACE));
    fits('what was handed over', handedOver(await played(on)), ['One is here.', 'Two is there.', 'Three is all.']);
  }),
  inAws('8.segments-once-partial', 'The partials of a replay carry nothing of what was handed over', async (stage) => {
    const on = await scene(stage);
    await partial(on, 'r', WHOLE, { ...PACE, stableWords: 3 }, 1);
    await dies(on);
    await partial(on, 'r', WHOLE, { ...PACE, stableWords: 5 }, 1);
    await on.talk.final('r', itemsOf(WHOLE, PACE));
    fits('what was invoked', briefly(await played(on)), [`0 ${FIRST}`, '0? Thank you', `0 ${REST}`]);
  }),
  ...[1, 2, 3, 4].map((seed) =>
    inAws(
      `8.segments-once-talk-${seed}`,
      `A talk whose streams die and whose item times move by up to 60 ms: each word once, in order (seed ${seed})`,
      async (stage) => {
        const on = await scene(stage, {}, 15_000);
        const said = await restlessTalk(on, randomFrom(seed));
        fits('what was handed over', handedOver(await played(on)).join(' '), said);
      },
    ),
  ),
  inAws('8.segments-once-next', 'The next result is whole, whatever the one before it was', async (stage) => {
    const on = await scene(stage, {}, 6_000);
    await partial(on, 'r', WHOLE, { stableWords: 3 }, 1);
    await on.talk.final('r', itemsOf(WHOLE));
    await on.talk.final('s', itemsOf(WHOLE, { fromMs: 1_000 }));
    const payloads = await played(on);
    fits('what was handed over', handedOver(payloads), [FIRST, REST, WHOLE]);
    fits('the last', payloads.at(-1), { segment: 0, isSegmentFinal: true, startTimeMs: 1_000 });
  }),
];
