/** Section 5: session statuses, requested and pushed. */
import type { Client } from '../client.ts';
import { sleep } from '../deadline.ts';
import { Broken, fits, holds, members, STATE, WHOLE } from '../expectation.ts';
import type { Message } from '../observed.ts';
import { type Promised, promised } from '../promise.ts';
import type { Stage } from '../stage.ts';

/** Longer than the time for which joins and leaves are collected. Waits for a push that must not come. */
const QUIET_MS = 800;
const MEMBERS =
  'type timestamp sessionId listenerCount languageDistribution sessionDuration broadcastState updateReason'.split(' ');
const requested = ({ updateReason }: Message) => updateReason === 'requested';
const ask = (speaker: Client) => speaker.ask({ action: 'getSessionStatus' }, 'sessionStatus', requested);

/** A speaker with listeners that have already been reported to it. */
async function audience(stage: Stage, languages: readonly string[]) {
  const { speaker, sessionId } = await stage.speaker();
  const listeners = await Promise.all(languages.map((language) => stage.listener(sessionId, language)));
  // The collected changes are pushed before the query, whose answer later statuses are compared with.
  await sleep(QUIET_MS);
  fits('the status', await ask(speaker), { listenerCount: languages.length });
  speaker.clear();
  return { speaker, sessionId, listeners };
}

async function pushesNothing(speaker: Client): Promise<void> {
  await sleep(QUIET_MS);
  await speaker.settled();
  const pushed = speaker.waiting('sessionStatus');
  holds('no status', pushed.length === 0, pushed);
}

export const status: readonly Promised[] = [
  promised(
    '4.status',
    'getSessionStatus: sessionStatus, updateReason "requested", with the members of the page',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const alone = await ask(speaker);
      members('sessionStatus', alone, MEMBERS);
      fits('sessionStatus', alone, { sessionId, listenerCount: 0, sessionDuration: WHOLE, broadcastState: STATE });
      members('the languages of nobody', alone.languageDistribution, []);
    },
  ),
  promised(
    '5.status-distribution',
    'languageDistribution counts the listeners of each language, and lists only those with some',
    async (stage) => {
      const { speaker, sessionId } = await stage.speaker();
      const [leaving] = await Promise.all([
        stage.listener(sessionId, 'fr'),
        stage.listener(sessionId, 'es'),
        stage.listener(sessionId, 'es'),
        stage.listener(sessionId, 'de'),
      ]);
      const full = await ask(speaker);
      fits('listenerCount', full.listenerCount, 4);
      fits('the languages', full.languageDistribution, { es: 2, fr: 1, de: 1 });
      speaker.clear();
      leaving.socket.close();
      const after = await speaker.next('sessionStatus', ({ listenerCount }) => listenerCount === 3);
      members('the languages', after.languageDistribution, ['es', 'de']);
    },
  ),
  promised('5.status-first-listener', 'The speaker is told of a first listener at once: newLanguage', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    await stage.listener(sessionId, 'es');
    const pushed = await speaker.next('sessionStatus');
    fits('the status', pushed, { updateReason: 'newLanguage', listenerCount: 1 });
    fits('the languages', pushed.languageDistribution, { es: 1 });
  }),
  promised('5.status-same-language', 'One more of the same language is listenerCountChange', async (stage) => {
    const { speaker, sessionId } = await audience(stage, ['es']);
    await stage.listener(sessionId, 'es');
    fits('the status', await speaker.next('sessionStatus'), { updateReason: 'listenerCountChange', listenerCount: 2 });
  }),
  promised('5.status-leave', 'A listener that leaves, also the last one, is listenerCountChange', async (stage) => {
    const { speaker, listeners } = await audience(stage, ['es']);
    listeners[0]?.socket.close();
    const pushed = await speaker.next('sessionStatus');
    fits('the status', pushed, { updateReason: 'listenerCountChange', listenerCount: 0 });
    members('the languages', pushed.languageDistribution, []);
  }),
  promised('5.status-ten-percent', 'A change of exactly 10 % is not told, more than 10 % is', async (stage) => {
    const { speaker, sessionId } = await audience(stage, Array<string>(10).fill('es'));
    await stage.listener(sessionId, 'es');
    await pushesNothing(speaker);
    await stage.listener(sessionId, 'es');
    fits('the status', await speaker.next('sessionStatus'), { updateReason: 'listenerCountChange', listenerCount: 12 });
  }),
  promised('5.status-ten-percent-down', 'The same holds when listeners leave', async (stage) => {
    const { speaker, listeners } = await audience(stage, Array<string>(10).fill('es'));
    listeners[0]?.socket.close();
    await pushesNothing(speaker);
    listeners[1]?.socket.close();
    fits('the status', await speaker.next('sessionStatus'), { updateReason: 'listenerCountChange', listenerCount: 8 });
  }),
  promised('5.status-new-language', 'A new language is reported at once, even at a change of 10 %', async (stage) => {
    const { speaker, sessionId } = await audience(stage, Array<string>(10).fill('es'));
    await stage.listener(sessionId, 'fr');
    const pushed = await speaker.next('sessionStatus');
    fits('the status', pushed, { updateReason: 'newLanguage', listenerCount: 11 });
    fits('the languages', pushed.languageDistribution, { es: 10, fr: 1 });
  }),
  promised('5.status-change-language', 'A language that appears by changeLanguage is newLanguage', async (stage) => {
    const { speaker, listeners } = await audience(stage, ['es', 'es']);
    await listeners[0]?.ask({ action: 'changeLanguage', targetLanguage: 'fr' }, 'languageChanged');
    fits('the status', await speaker.next('sessionStatus'), { updateReason: 'newLanguage', listenerCount: 2 });
  }),
  promised('5.status-both', 'Both at once is newLanguage', async (stage) => {
    const { speaker, sessionId } = await audience(stage, ['es']);
    await stage.listener(sessionId, 'fr');
    fits('the status', await speaker.next('sessionStatus'), { updateReason: 'newLanguage', listenerCount: 2 });
  }),
  promised('5.status-burst', 'Bursts are collected for 250 ms', async (stage) => {
    for (let attempt = 1; ; attempt += 1) {
      const { speaker, listeners } = await audience(stage, Array<string>(5).fill('es'));
      const startedMs = performance.now();
      for (const [i, targetLanguage] of ['fr', 'de', 'it', 'pt', 'ja'].entries()) {
        listeners[i]?.send({ action: 'changeLanguage', targetLanguage });
      }
      await Promise.all(listeners.map((listener) => listener.next('languageChanged')));
      // A burst that took longer than the collection time proves nothing.
      const isBurst = performance.now() - startedMs < 200;
      const first = await speaker.next('sessionStatus');
      await speaker.settled();
      const count = Object.keys(Object(first.languageDistribution)).length;
      if (count === 5) return;
      if (isBurst || attempt === 5) throw new Broken('one status with all 5 languages', `one with ${count}`);
    }
  }),
  promised('5.status-only-speaker', 'Statuses are for the speaker only', async (stage) => {
    const { speaker, sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    await stage.listener(sessionId, 'fr');
    await ask(speaker);
    await listener.settled();
    holds('none for listeners', listener.waiting('sessionStatus').length === 0, listener.waiting());
  }),
  promised(
    '5.status-periodic',
    'A status is pushed at intervals, updateReason periodic',
    async (stage) => {
      const { speaker } = await stage.speaker();
      for (let i = 0; i < 2; i += 1) {
        const pushed = await speaker.next('sessionStatus');
        fits('the status', pushed, { updateReason: 'periodic', listenerCount: 0 });
        members('sessionStatus', pushed, MEMBERS);
      }
    },
    { under: 'small' },
  ),
  promised(
    '5.status-query-resets',
    'The interval runs since the last status sent: a query resets it',
    async (stage) => {
      const { speaker } = await stage.speaker();
      // Longer than the interval of 1.5 s in all, but with a query in each interval. A stall of the machine invalidates the run.
      let longestMs = 0;
      for (let i = 0; i < 6; i += 1) {
        const startedMs = performance.now();
        await ask(speaker);
        await sleep(600);
        longestMs = Math.max(longestMs, performance.now() - startedMs);
      }
      const periodic = speaker.waiting('sessionStatus');
      holds('no periodic one between', periodic.length === 0 || longestMs > 1_200, periodic);
    },
    { under: 'small' },
  ),
];
