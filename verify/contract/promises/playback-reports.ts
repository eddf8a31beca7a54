/** Section 4: what a listener's player reports of the segments that it has played. */
import { fits, holds } from '../expectation.ts';
import { type Promised, promised } from '../promise.ts';

const REPORT = {
  ...{ action: 'playbackReport', resultId: 'r-1', segment: 0, epoch: 0, outcome: 'played' },
  ...{ agoMs: 1_200, durationMs: 1_100.5, delayMs: 40, queuedMs: 0, playbackRate: 1.05 },
};
const REQUIRED = ['resultId', 'outcome', 'agoMs', 'durationMs', 'delayMs', 'queuedMs', 'playbackRate'];
const WRONG = {
  ...{ resultId: 7, segment: -1, epoch: 'first', outcome: 'heard', agoMs: '12', durationMs: -1, delayMs: null },
  ...{ queuedMs: true, playbackRate: 'fast' },
};

export const playbackReports: readonly Promised[] = [
  promised('4.playback-report', 'playbackReport by a listener is taken without an answer', async (stage) => {
    const { sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    listener.send(REPORT);
    const { segment: _, epoch: __, ...least } = REPORT;
    listener.send({ ...least, outcome: 'skipped' });
    await listener.settled();
    const answers = listener.noticed();
    holds('no answer', answers.length === 0, answers);
  }),
  promised('4.playback-report-rate', 'Over 2 a second they are dropped, without an answer', async (stage) => {
    const { sessionId } = await stage.speaker();
    const listener = await stage.listener(sessionId);
    for (let i = 0; i < 40; i += 1) listener.send({ ...REPORT, resultId: `r-${i}` });
    await listener.settled();
    const answers = listener.noticed();
    holds('no answer', answers.length === 0, answers);
    fits('a control after them', await listener.ask({ action: 'pausePlayback' }, 'playbackPaused'), { sessionId });
  }),
  promised('4.playback-report-speaker', 'playbackReport by a speaker is 403', async (stage) => {
    const { speaker } = await stage.speaker();
    await speaker.refused(REPORT, 'UNAUTHORIZED');
  }),
  promised('4.playback-report-unjoined', 'playbackReport on a socket that has joined nothing is 404', async (stage) => {
    await (await stage.connect()).refused(REPORT, 'CONNECTION_NOT_FOUND');
  }),
  ...REQUIRED.map((name) =>
    promised(`4.playback-report-no-${name}`, `playbackReport without ${name} is MISSING_PARAMETER`, async (stage) => {
      const { sessionId } = await stage.speaker();
      const listener = await stage.listener(sessionId);
      await listener.refused({ ...REPORT, [name]: undefined }, 'MISSING_PARAMETER', { parameter: name });
    }),
  ),
  ...Object.entries(WRONG).map(([name, value]) =>
    promised(
      `4.playback-report-bad-${name}`,
      `playbackReport with ${name} ${JSON.stringify(value)} is INVALID_PARAMETER`,
      async (stage) => {
        const { sessionId } = await stage.speaker();
        const listener = await stage.listener(sessionId);
        await listener.refused({ ...REPORT, [name]: value }, 'INVALID_PARAMETER', { parameter: name });
      },
    ),
  ),
];
