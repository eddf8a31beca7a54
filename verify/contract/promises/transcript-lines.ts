/** Section 5: transcripts are lines named by resultId and segment, and a final that differs replaces them. */
import type { Client } from '../client.ts';
import { itemsOf, Talk } from '../dictation.ts';
import { ABSENT, fits, holds, members } from '../expectation.ts';
import type { Message } from '../observed.ts';
import { type Promised, promised, withTerms } from '../promise.ts';
import type { Query, Stage } from '../stage.ts';

const FIRST = 'Good evening everybody.';
const SAID = `${FIRST} Thank you for`;
const WHOLE = `${SAID} coming.`;
const OTHER = 'Good morning everyone. Thank you for coming.';
const MEMBERS = 'type timestamp sessionId resultId segment epoch isPartial stabilityScore text startTimeMs endTimeMs';
const isFinal = ({ isPartial }: Message) => isPartial === false;

async function talking(stage: Stage, query: Query = {}) {
  const { speaker, sessionId } = await stage.speaker(query);
  const talk = new Talk(speaker);
  await talk.until(3_000);
  return { speaker, sessionId, talk };
}

/** Every transcript of a reader up to a last word, without that. */
async function read(reader: Client, talk: Talk): Promise<Message[]> {
  const fromMs = talk.nowMs;
  await talk.until(fromMs + 500);
  await talk.final('over', itemsOf('over', { fromMs: fromMs + 200 }));
  await reader.next('transcript', ({ text }) => text === 'over');
  return reader.waiting('transcript');
}

const briefly = (messages: readonly Message[]) =>
  messages.map(({ segment, isPartial, text }) => `${segment ?? 'all'}${isPartial ? '?' : ''} ${text}`);

export const transcriptLines: readonly Promised[] = withTerms({ needs: ['stamps'] }, [
  promised('5.transcript-segment', 'transcript names its line by resultId and segment', async (stage) => {
    const { speaker, talk } = await talking(stage);
    await talk.partial('r', itemsOf(SAID, { stableWords: 5 }));
    const segment = await speaker.next('transcript', isFinal);
    members('a segment', segment, MEMBERS.split(' '));
    fits('a segment', segment, { segment: 0, text: FIRST, stabilityScore: 1, startTimeMs: 0, endTimeMs: 280 });
    const resultId = String(segment.resultId);
    const tail = await speaker.next('transcript', ({ isPartial }) => isPartial === true);
    members('a partial', tail, MEMBERS.split(' '));
    const prefix = { text: 'Thank you', stabilityScore: 1, startTimeMs: 300, endTimeMs: 480 };
    fits('the partial of the open tail', tail, { resultId, segment: 1, ...prefix });
    await talk.final('r', itemsOf(WHOLE));
    const last = await speaker.next('transcript', isFinal);
    members('the last segment', last, MEMBERS.split(' '));
    const rest = { text: 'Thank you for coming.', startTimeMs: 300, endTimeMs: 680 };
    fits('the last segment', last, { resultId, segment: 1, ...rest });
  }),
  promised('5.transcript-agrees', 'A final that says what its segments said replaces nothing', async (stage) => {
    const { speaker, talk } = await talking(stage);
    await talk.partial('r', itemsOf(SAID, { stableWords: 3 }));
    await talk.final('r', itemsOf(WHOLE));
    fits('the lines', briefly(await read(speaker, talk)), [`0 ${FIRST}`, '1 Thank you for coming.']);
  }),
  promised(
    '5.transcript-replaces',
    'When a final differs from its segments, a final without segment replaces all lines of its resultId',
    async (stage) => {
      const { speaker, sessionId, talk } = await talking(stage);
      const asking = await stage.listener(sessionId, 'es', { transcripts: 'on' });
      await talk.partial('r', itemsOf(SAID, { stableWords: 3 }));
      await talk.final('r', itemsOf(OTHER));
      const lines = await read(speaker, talk);
      fits('the lines', briefly(lines), [`0 ${FIRST}`, '1 Thank you for coming.', `all ${OTHER}`]);
      const [first, , whole] = lines;
      fits('the whole final', whole, { segment: ABSENT, isPartial: false, stabilityScore: 1 });
      fits('the whole final', whole, { resultId: String(first?.resultId), startTimeMs: 0, endTimeMs: 680 });
      const theirs = await read(asking, talk);
      fits('who asked', briefly(theirs.slice(0, 3)), briefly(lines));
    },
  ),
  promised(
    '5.transcript-replaces-shorter',
    '... also when the final has fewer words than its segments',
    async (stage) => {
      const { speaker, talk } = await talking(stage);
      await talk.partial('r', itemsOf(FIRST, { stableWords: 3 }));
      await talk.final('r', itemsOf('Good evening.'));
      fits('the lines', briefly(await read(speaker, talk)), [`0 ${FIRST}`, 'all Good evening.']);
    },
  ),
  promised(
    '5.transcript-replaces-here',
    'It is told here alone, never to the pipeline, nor to listeners who did not ask',
    async (stage) => {
      const { speaker, sessionId, talk } = await talking(stage);
      const other = await stage.listener(sessionId, 'es');
      await talk.partial('r', itemsOf(SAID, { stableWords: 3 }));
      await talk.final('r', itemsOf(OTHER));
      await read(speaker, talk);
      const isOver = ({ payload }: { payload: Readonly<Record<string, unknown>> }) => payload.transcriptText === 'over';
      await stage.aws.lambda.sees(sessionId, isOver);
      const texts = stage.aws.lambda.of(sessionId).map(({ payload }) => payload.transcriptText);
      fits('what was invoked', texts, [FIRST, 'Thank you for coming.', 'over']);
      await other.settled();
      holds('no transcript', other.waiting('transcript').length === 0, other.waiting('transcript'));
    },
    { under: 'aws' },
  ),
  promised(
    '8.segments-setting',
    'TRANSLATION_SEGMENTS says where speech is cut in sessions that do not ask for anything else',
    async (stage) => {
      for (const [query, lines] of [
        [{}, [`0 ${WHOLE}`]],
        [{ segments: 'clause' }, [`0 ${FIRST}`, '1 Thank you for coming.']],
      ] as const) {
        const { speaker, talk } = await talking(stage, query);
        await talk.partial('r', itemsOf(SAID, { stableWords: 3 }));
        await talk.final('r', itemsOf(WHOLE));
        fits('the lines', briefly((await read(speaker, talk)).filter(isFinal)), lines);
      }
    },
    { under: 'brief' },
  ),
  promised('5.transcript-order', 'The lines come in the order of the speech', async (stage) => {
    const { speaker, talk } = await talking(stage);
    const text = 'One here. Two here, as you can see, and so on. Three here';
    for (let words = 1; words <= 13; words += 1) await talk.partial('r', itemsOf(text, { stableWords: words }));
    await talk.final('r', itemsOf(`${text}.`));
    const lines = await read(speaker, talk);
    const starts = lines.map(({ startTimeMs }) => Number(startTimeMs));
    fits(
      'the times',
      starts,
      [...starts].sort((a, b) => a - b),
    );
    const finals = lines.filter(isFinal).map((line) => line.text);
    fits('the finals', finals.join(' '), `${text}.`);
  }),
]);
