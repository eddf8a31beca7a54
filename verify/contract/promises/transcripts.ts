/** Section 5: transcripts, their recipients and their members. */
import { between, fits, holds, members, SECONDS, TEXT } from '../expectation.ts';
import type { Message } from '../observed.ts';
import { type Promised, promised, withTerms } from '../promise.ts';
import { BLOCK_MS, blocks, STABLE_PARTIAL, silence, words } from '../speech.ts';

const REST = silence(16_000);
const isFinal = ({ isPartial }: Message) => isPartial === false;
const MEMBERS =
  'type timestamp sessionId resultId segment epoch isPartial stabilityScore text startTimeMs endTimeMs'.split(' ');

export const transcripts: readonly Promised[] = withTerms({ needs: ['stamps'] }, [
  promised('5.transcript', 'The speaker gets transcripts with the members of the page', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    await speaker.ask(blocks(1, 10), 'audioReceived');
    await speaker.ask(REST, 'audioReceived');
    const final = await speaker.next('transcript', isFinal);
    members('a transcript', final, MEMBERS);
    fits('a final', final, {
      sessionId,
      timestamp: SECONDS,
      resultId: TEXT,
      segment: 0,
      epoch: 0,
      isPartial: false,
      stabilityScore: 1,
      text: words(1, 10),
      startTimeMs: 0,
      endTimeMs: 10 * BLOCK_MS,
    });
  }),
  promised(
    '5.transcript-partials',
    'Stable prefixes and stable partials come on the way, then the final of the same resultId',
    async (stage) => {
      const { speaker } = await stage.speaker();
      await speaker.ask(STABLE_PARTIAL, 'audioReceived');
      const prefix = await speaker.next('transcript', ({ isPartial }) => isPartial === true);
      members('a transcript', prefix, MEMBERS);
      fits('a stable prefix', prefix, { stabilityScore: 1, text: /^b1 .*b\d+$/, segment: 0, startTimeMs: 0 });
      const partial = await speaker.next('transcript', ({ stabilityScore }) => stabilityScore !== 1);
      members('a transcript', partial, MEMBERS);
      fits('a partial', partial, { resultId: String(prefix.resultId), segment: 0 });
      fits('a partial', partial, { stabilityScore: between(0.85, 0.99), text: words(1, 23), startTimeMs: 0 });
      await speaker.ask(REST, 'audioReceived');
      const final = await speaker.next('transcript', isFinal);
      fits('its final', final, { resultId: String(partial.resultId), text: words(1, 23) });
    },
  ),
  promised('5.transcript-clock', "Times are on the session's clock, one final after the other", async (stage) => {
    const { speaker } = await stage.speaker();
    let atMs = 0;
    for (const [from, to] of [
      [1, 5],
      [6, 15],
      [16, 20],
    ] as const) {
      await speaker.ask(blocks(from, to), 'audioReceived');
      await speaker.ask(REST, 'audioReceived');
      const endTimeMs = atMs + (to - from + 1) * BLOCK_MS;
      const final = await speaker.next('transcript', isFinal);
      fits('a final', final, { text: words(from, to), startTimeMs: atMs, endTimeMs });
      atMs = endTimeMs + REST.length / 32;
    }
  }),
  promised(
    '5.transcript-asked',
    'Listeners get transcripts who asked with ?transcripts=on; the same ones',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const asking = await stage.listener(sessionId, 'es', { transcripts: 'on' });
      await speaker.ask(blocks(1, 10), 'audioReceived');
      await speaker.ask(REST, 'audioReceived');
      const mine = await asking.next('transcript', isFinal);
      const theirs = await speaker.next('transcript', isFinal);
      members('a transcript', mine, MEMBERS);
      const { timestamp: _, ...rest } = theirs;
      fits("the listener's transcript", mine, rest as Record<string, string>);
    },
  ),
  promised('5.transcript-not-asked', 'Listeners who did not ask get none', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const asking = await stage.listener(sessionId, 'de', { transcripts: 'on' });
    const others = [
      await stage.listener(sessionId, 'de'),
      await stage.listener(sessionId, 'de', { transcripts: 'off' }),
    ];
    await speaker.ask(blocks(1, 10), 'audioReceived');
    await speaker.ask(REST, 'audioReceived');
    await asking.next('transcript', isFinal);
    for (const other of others) {
      await other.settled();
      holds('no transcript', other.waiting('transcript').length === 0, other.waiting('transcript'));
    }
  }),
  promised(
    '5.transcript-without-listeners',
    'The speaker gets transcripts also while nobody listens',
    async (stage) => {
      const { speaker } = await stage.speaker();
      await speaker.ask(blocks(1, 3), 'audioReceived');
      await speaker.ask(REST, 'audioReceived');
      fits('a final', await speaker.next('transcript', isFinal), { text: words(1, 3) });
    },
  ),
]);
