/** Speakers who request the session status twice a second. */
import { Counter, Trend } from 'k6/metrics';
import { SETTINGS, sessionOptions, useLoad, within } from './settings.ts';
import { summary } from './summary.ts';
import { type Beginning, beginning, takeTurn } from './turn.ts';

useLoad('status');

const latency = new Trend('status_latency', true);
const queries = new Counter('queries_sent');
const unanswered = new Counter('queries_unanswered');

const EVERY_MS = 500;
const LAST_ANSWERS_MS = 1_000;

export const options = sessionOptions('ask', SETTINGS.speakers, {
  status_latency: within(500),
  queries_unanswered: ['count==0'],
});

export const setup = beginning;

export function ask(from: Beginning): void {
  const waiting: number[] = [];
  let asked = 0;

  takeTurn(from, {
    everyMs: EVERY_MS,
    lastMs: LAST_ANSWERS_MS,
    act: (speaker) => {
      waiting.push(speaker.send({ action: 'getSessionStatus' }));
      asked += 1;
    },
    onSpeakerText: (text, at) => {
      // Pushed statuses come in between and are skipped.
      if (!text.startsWith('{"type":"sessionStatus"') || !text.includes('"updateReason":"requested"')) return;
      const since = waiting.shift();
      if (since !== undefined) latency.add(Math.max(0, at - since));
    },
    onOver: () => {
      queries.add(asked);
      unanswered.add(waiting.length);
    },
  });
}

export const handleSummary = summary;
