/** Section 8: segments: what is stable is handed over for good before its result is final, each word once. */
import { itemsOf } from '../dictation.ts';
import { fits, holds } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';
import { briefly, handedOver, onAir, partial, partialsOf, played, scene } from '../segment-scene.ts';

const SAID = 'Good evening everybody. Thank you for';
const WHOLE = `${SAID} coming.`;
const FIRST = 'Good evening everybody.';

/** In AWS mode, where the pipeline is the suite's own. */
const inAws = (id: string, claim: string, check: Promised['check']) => promised(id, claim, check, { under: 'aws' });

export const segments: readonly Promised[] = [
  inAws('8.segments', 'A segment goes out as a final of its own, before its result is final', async (stage) => {
    const on = await scene(stage);
    const [first] = await partial(on, 'r', SAID, { stableWords: 3 }, 1);
    fits('the first segment', first, {
      ...{ transcriptText: FIRST, isPartial: false, stabilityScore: 1, segment: 0, isSegmentFinal: false },
      ...{ startTimeMs: 0, endTimeMs: 280, revision: 0 },
    });
    await on.talk.final('r', itemsOf(WHOLE));
    const [, second, ...others] = await played(on);
    fits('the second segment', second, {
      ...{ transcriptText: 'Thank you for coming.', isPartial: false, stabilityScore: 1 },
      ...{ segment: 1, isSegmentFinal: true, startTimeMs: 300, endTimeMs: 680, resultId: String(first?.resultId) },
    });
    fits('what came after it', others, []);
  }),
  inAws('8.segments-whole', 'A result that was not cut is segment 0, and the last', async (stage) => {
    const on = await scene(stage);
    await on.talk.final('r', itemsOf(WHOLE));
    const [only] = await played(on);
    const times = { startTimeMs: 0, endTimeMs: 680 };
    fits('the payload', only, { transcriptText: WHOLE, segment: 0, isSegmentFinal: true, revision: 0, ...times });
  }),
  inAws('8.segments-key', 'The idempotencyKey of a segment ends in :s and its number', async (stage) => {
    const on = await scene(stage);
    await partial(on, 'r', SAID, { stableWords: 3 }, 1);
    await on.talk.final('r', itemsOf(WHOLE));
    const payloads = await played(on);
    for (const { idempotencyKey, segment } of payloads) fits('the key', idempotencyKey, new RegExp(`:s${segment}$`));
    holds('a key for each', new Set(payloads.map((one) => one.idempotencyKey)).size === payloads.length, payloads);
  }),
  inAws('8.segments-tail', 'Partials after a segment carry only what follows it', async (stage) => {
    const on = await scene(stage);
    const [segment, tail] = await partial(on, 'r', SAID, { stableWords: 6 }, 2);
    fits('the segment', segment, { transcriptText: FIRST, isPartial: false, segment: 0 });
    const times = { startTimeMs: 300, endTimeMs: 580 };
    const next = { transcriptText: 'Thank you for', isPartial: true, segment: 1, isSegmentFinal: false, ...times };
    fits('the partial', tail, next);
    fits('resultId', tail?.resultId, String(segment?.resultId));
    const [longer] = await partial(on, 'r', WHOLE, { stableWords: 7, markIsStable: false }, 1);
    fits('the next partial', longer, { transcriptText: 'Thank you for coming.', isPartial: true, segment: 1 });
  }),
  inAws('8.segments-revision', 'revision counts per segment', async (stage) => {
    const on = await scene(stage);
    for (const words of [2, 3]) await partial(on, 'r', 'Good evening everybody and', { stableWords: words }, 1);
    await partial(on, 'r', SAID, { stableWords: 5 }, 2);
    await on.talk.final('r', itemsOf(WHOLE));
    const seen = (await played(on)).map(({ segment, revision }) => [segment, revision]);
    fits('segment and revision', seen, [
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
    ]);
  }),
  inAws('8.segments-order', 'The partial of an open tail never overtakes a segment; order is kept', async (stage) => {
    const on = await scene(stage, {}, 5_000);
    const text =
      'One here. Two here, as you can see, and so on. Three here, which is the last of them all, I say. Four';
    const count = text.split(' ').length;
    for (let words = 1; words <= count; words += 1) await partial(on, 'r', text, { stableWords: words });
    await on.talk.final('r', itemsOf(`${text} here.`));
    const payloads = await played(on);
    let open = 0;
    for (const { segment, isPartial } of payloads) {
      holds(`of segment ${open} first`, segment === open, briefly(payloads));
      if (isPartial === false) open += 1;
    }
    fits('all that was handed over', handedOver(payloads).join(' '), `${text} here.`);
    const starts = payloads.map(({ startTimeMs }) => Number(startTimeMs));
    fits(
      'the times',
      starts,
      [...starts].sort((a, b) => a - b),
    );
  }),
  inAws('8.segments-last-empty', 'A last segment without words is not sent', async (stage) => {
    const on = await scene(stage);
    await partial(on, 'r', FIRST, { stableWords: 3 }, 1);
    await on.talk.final('r', itemsOf(FIRST));
    const payloads = await played(on);
    fits('what was handed over', handedOver(payloads), [FIRST]);
    fits('isSegmentFinal', payloads[0]?.isSegmentFinal, false);
  }),
  inAws(
    '8.segments-listener',
    'Who joins in the middle of a result hears it from the next segment on',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const on = await onAir(stage, speaker, sessionId);
      await on.talk.partial('r', itemsOf(SAID, { stableWords: 3 }));
      await speaker.next('transcript', ({ isPartial }) => isPartial === false);
      await stage.listener(sessionId);
      await on.talk.final('r', itemsOf(WHOLE));
      fits('what was invoked', briefly(await played(on)), ['1 Thank you for coming.']);
    },
  ),
  inAws('8.segments-failed', 'A segment that is tried again keeps its key, and the next one waits', async (stage) => {
    const on = await scene(stage);
    on.lambda.answerWith(on.sessionId, 500, 500);
    await partial(on, 'r', SAID, { stableWords: 3 }, 1);
    await on.talk.final('r', itemsOf(WHOLE));
    const payloads = await played(on);
    fits('the invocations', briefly(payloads), [`0 ${FIRST}`, `0 ${FIRST}`, `0 ${FIRST}`, '1 Thank you for coming.']);
    const keys = new Set(payloads.slice(0, 3).map(({ idempotencyKey }) => idempotencyKey));
    holds('one key', keys.size === 1, [...keys]);
  }),
  inAws('8.segments-result', 'segments=result: one segment a result, whatever is stable', async (stage) => {
    const on = await scene(stage, { segments: 'result' }, 6_000);
    await partial(on, 'r', SAID, { stableWords: 6 });
    await on.talk.until(12_000);
    await partial(on, 'r', SAID, { stableWords: 6 });
    await on.talk.final('r', itemsOf(WHOLE));
    const payloads = await played(on);
    fits('what was handed over', handedOver(payloads), [WHOLE]);
    fits('the payload', payloads.at(-1), { segment: 0, isSegmentFinal: true, isPartial: false });
  }),
  inAws('8.segments-sentence', 'segments=sentence: cut at sentence marks alone', async (stage) => {
    const on = await scene(stage, { segments: 'sentence' }, 6_000);
    const text = 'After all of these long weeks, we are here. But now, as you may know, it is time';
    await partial(on, 'r', text, { stableWords: 18 });
    await on.talk.until(12_000);
    await partial(on, 'r', text, { stableWords: 18 });
    await on.talk.final('r', itemsOf(`${text}.`));
    const payloads = await played(on);
    fits('what was handed over', handedOver(payloads), [
      'After all of these long weeks, we are here.',
      'But now, as you may know, it is time.',
    ]);
  }),
  inAws(
    '8.segments-message',
    'The message createSession and POST /sessions choose as the query does',
    async (stage) => {
      const token = await stage.token();
      const speaker = await stage.connect({ token });
      const create = { action: 'createSession', sourceLanguage: 'en', segments: 'result' };
      const { sessionId } = await speaker.ask(create, 'sessionCreated');
      const made = await stage.session({ sourceLanguage: 'en', segments: 'result' });
      const attached = await stage.attach(made.token, made.sessionId);
      for (const [client, id] of [
        [speaker, String(sessionId)],
        [attached, made.sessionId],
      ] as const) {
        await stage.listener(id);
        const on = await onAir(stage, client, id);
        await partial(on, 'r', SAID, { stableWords: 3 });
        await on.talk.final('r', itemsOf(WHOLE));
        fits('what was handed over', handedOver(await played(on)), [WHOLE]);
      }
    },
  ),
  inAws('8.stable-prefix', 'The stable prefix of a partial is forwarded whenever it has grown', async (stage) => {
    const on = await scene(stage);
    const text = 'we are here to talk about rivers and lakes now';
    const [half] = await partial(on, 'r', text, { stableWords: 5 }, 1);
    const sent = { isPartial: true, stabilityScore: 1, segment: 0, isSegmentFinal: false };
    const times = { startTimeMs: 0, endTimeMs: 480 };
    fits('the partial', half, { ...sent, ...times, transcriptText: 'we are here to talk' });
    await partial(on, 'r', `${text} we`, { stableWords: 5 });
    await partial(on, 'r', `${text} we`, { stableWords: 4 });
    const [more] = await partial(on, 'r', `${text} we`, { stableWords: 6 }, 1);
    fits('the next partial', more, { ...sent, transcriptText: 'we are here to talk about' });
    await on.talk.final('r', itemsOf(text));
    fits('the partials', partialsOf(await played(on)).length, 2);
  }),
  inAws('8.stable-prefix-leading', 'Only the leading items that are marked stable are the prefix', async (stage) => {
    const on = await scene(stage);
    const items = itemsOf('we are here to talk about rivers and lakes now').map((item, i) => ({
      ...item,
      stable: i < 2 || (i > 4 && i < 9),
    }));
    await on.talk.partial('r', items);
    await on.talk.final('r', items);
    const [only, ...others] = partialsOf(await played(on));
    fits('the partial', only, { transcriptText: 'we are', stabilityScore: 1 });
    fits('others', others, []);
  }),
  inAws(
    '8.partial-unmarked',
    'A partial without flags scores 0: it is not forwarded, and nothing of it is cut',
    async (stage) => {
      const on = await scene(stage, {}, 6_000);
      const items = itemsOf(SAID).map((item) => ({ ...item, stable: undefined }));
      await on.talk.partial('r', items);
      await on.talk.until(12_000);
      await on.talk.partial('r', items);
      await on.talk.final('r', itemsOf(WHOLE));
      fits('what was invoked', briefly(await played(on)), [`0 ${WHOLE}`]);
    },
  ),
];
