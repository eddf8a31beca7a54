/** Section 8: where segments end: at sentence marks, at clauses, by deadline; inside the stable prefix alone. */
import { itemsOf, type Timing } from '../dictation.ts';
import { fits } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { handedOver, partial, played, scene } from '../segment-scene.ts';
import type { Query, Stage } from '../stage.ts';

interface Case {
  readonly slug: string;
  readonly claim: string;
  readonly text: string;
  readonly timing: Timing;
  /** What a partial of the text hands over for good. */
  readonly cut: readonly string[];
  readonly query?: Query;
}

const stable = (stableWords: number, more: Timing = {}): Timing => ({ stableWords, ...more });

const CASES: readonly Case[] = [
  {
    slug: 'last-sentence',
    claim: 'At the last sentence mark: several sentences are one segment',
    text: 'It is late. We are here! Are you? Yes and',
    timing: stable(8),
    cut: ['It is late. We are here! Are you?'],
  },
  ...['.', '?', '!', '。', '？', '！', '؟'].map((mark, i) => ({
    slug: `mark-${i}`,
    claim: `A sentence ends with ${mark}`,
    text: `we are here${mark} now`,
    timing: stable(3),
    cut: [`we are here${mark}`],
  })),
  {
    slug: 'unstable',
    claim: 'Only the stable prefix is cut',
    text: 'It is late. We are here. Yes',
    timing: stable(5),
    cut: ['It is late.'],
  },
  {
    slug: 'unstable-mark',
    claim: '... and a mark that is not stable ends nothing',
    text: 'It is late. We',
    timing: stable(3, { markIsStable: false }),
    cut: [],
  },
  {
    slug: 'number',
    claim: 'A mark inside a number ends nothing',
    text: 'it costs 3.14 or 10:30 or 1,000 or so',
    timing: stable(8),
    cut: [],
  },
  {
    slug: 'number-ends',
    claim: 'A number ends a sentence when another word follows it',
    text: 'it was in 1999. Then we left',
    timing: stable(5),
    cut: ['it was in 1999.'],
  },
  {
    slug: 'letter',
    claim: 'The dot of a single letter ends nothing',
    text: 'it was J. S. Bach who',
    timing: stable(5),
    cut: [],
  },
  ...[',', ';', ':', '،', '、', '，'].map((mark, i) => ({
    slug: `clause-${i}`,
    claim: `A clause ends with ${mark} after 20 characters`,
    text: `well my good friends${mark} we`,
    timing: stable(4),
    cut: [`well my good friends${mark}`],
  })),
  {
    slug: 'clause-short',
    claim: '... and not after 19',
    text: 'well my good friend, we are',
    timing: stable(6),
    cut: [],
  },
  {
    slug: 'clause-last',
    claim: 'At the last clause mark',
    text: 'well my good friends, we are here, and so',
    timing: stable(8),
    cut: ['well my good friends, we are here,'],
  },
  {
    slug: 'clause-sentence',
    claim: 'A sentence mark goes before a later clause mark; the rest is cut on its own',
    text: 'we are here. After all of these long weeks, we',
    timing: stable(9),
    cut: ['we are here.', 'After all of these long weeks,'],
  },
  {
    slug: 'opener',
    claim: 'Before a word that opens a clause, with six words before it and three stable ones after it',
    text: 'we have talked about the river because it is wide today',
    timing: stable(10),
    cut: ['we have talked about the river'],
  },
  {
    slug: 'opener-after',
    claim: '... not with two stable words after it',
    text: 'we have talked about the river because it is wide today',
    timing: stable(9),
    cut: [],
  },
  {
    slug: 'opener-before',
    claim: '... nor with five words before it',
    text: 'we have talked about rivers because it is wide today',
    timing: stable(9),
    cut: [],
  },
  {
    slug: 'opener-spanish',
    claim: 'Such words are those of the language',
    text: 'hoy hemos hablado mucho del agua porque el mundo la necesita',
    timing: stable(11),
    cut: ['hoy hemos hablado mucho del agua'],
    query: { sourceLanguage: 'es' },
  },
  {
    slug: 'opener-foreign',
    claim: '... not those of another one',
    text: 'hoy hemos hablado mucho del agua because el mundo la necesita',
    timing: stable(11),
    cut: [],
    query: { sourceLanguage: 'es' },
  },
];

/** Items of Chinese are written without blanks. */
const CHINESE = ['今天', '大家', '早上', '好呀', '，', '我们'];

async function cutsChinese(stage: Stage, words: readonly string[]): Promise<unknown[]> {
  const on = await scene(stage, { sourceLanguage: 'zh' });
  const items = itemsOf(words.join(' '));
  const text = words.join('');
  await on.talk.tell({ name: 'r', isPartial: true, items, text });
  await on.talk.tell({ name: 'r', isPartial: false, items, text });
  return handedOver(await played(on));
}

const under = 'aws' as const;

export const segmentCuts: readonly Promised[] = [
  ...CASES.map(({ slug, claim, text, timing, cut, query }) =>
    promised(
      `8.cut-${slug}`,
      claim,
      async (stage) => {
        const on = await scene(stage, query);
        await partial(on, 'r', text, timing);
        await on.talk.final('r', itemsOf(text));
        const rest = text.slice(cut.join(' ').length).trim();
        fits('what was handed over', handedOver(await played(on)), [...cut, rest]);
      },
      { under },
    ),
  ),
  promised(
    '8.cut-dense',
    'In Chinese, Japanese and Korean 8 characters are a clause',
    async (stage) => {
      fits('eight', await cutsChinese(stage, CHINESE), ['今天大家早上好呀，', '我们']);
      const seven = ['今天', '大家', '早上', '好', '，', '我们'];
      fits('seven', await cutsChinese(stage, seven), [seven.join('')]);
    },
    { under },
  ),
  promised(
    '8.cut-marks-around',
    'A mark that opens goes with the word after it, one that closes with the word before it',
    async (stage) => {
      const on = await scene(stage, { sourceLanguage: 'es' });
      const said = '¿ Qué tal ? ¿ Y tú ?'.split(' ');
      const items = said.map((content, i) => ({ content, startMs: i * 100, endMs: i * 100 + 80, stable: i < 4 }));
      await on.talk.tell({ name: 'r', isPartial: true, items: items.slice(0, -1), text: '¿Qué tal? ¿Y tú' });
      await on.talk.tell({ name: 'r', isPartial: false, items, text: '¿Qué tal? ¿Y tú?' });
      fits('what was handed over', handedOver(await played(on)), ['¿Qué tal?', '¿Y tú?']);
    },
    { under },
  ),
  promised(
    '8.cut-deadline',
    'By deadline: all but the last two stable words, when the oldest ended over 4 s ago; not before',
    async (stage) => {
      const on = await scene(stage, {}, 3_000);
      const text = 'one two three four five six seven eight nine';
      await partial(on, 'r', text, stable(8));
      await on.talk.until(5_000);
      await on.lambda.sees(on.sessionId, ({ payload }) => payload.isPartial === false);
      await on.talk.final('r', itemsOf(text));
      const payloads = await played(on);
      fits('what was handed over', handedOver(payloads), ['one two three four five six', 'seven eight nine']);
    },
    { under },
  ),
  promised(
    '8.cut-deadline-gap',
    '... or at the longest gap of 250 ms or more',
    async (stage) => {
      const on = await scene(stage, {}, 3_000);
      const before = 'one two';
      const items = [...itemsOf(before), ...itemsOf('three four five six', { fromMs: 440 })];
      await on.talk.partial('r', items);
      await on.talk.until(5_000);
      await on.lambda.sees(on.sessionId, ({ payload }) => payload.isPartial === false);
      await on.talk.final('r', items);
      fits('what was handed over first', handedOver(await played(on))[0], before);
    },
    { under },
  ),
  promised(
    '8.cut-deadline-waits',
    'Within 4 s nothing is cut without a mark',
    async (stage) => {
      const on = await scene(stage, {}, 1_000);
      const text = 'one two three four five six seven eight nine';
      await partial(on, 'r', text, stable(8));
      await on.talk.until(2_500);
      await on.talk.final('r', itemsOf(text));
      fits('what was handed over', handedOver(await played(on)), [text]);
    },
    { under },
  ),
];
