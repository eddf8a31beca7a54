/** Speakers who ask how their session stands, twice a second. */
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { setTimeout } from 'k6/timers';
import { Broadcast, entranceMs } from './broadcast.ts';
import { pace } from './pace.ts';
import { onceEach, SETTINGS, SUMMARY_TREND_STATS, summaryFile, tokenOf, within } from './settings.ts';

const latency = new Trend('status_latency', true);
const queries = new Counter('queries_sent');
const unanswered = new Counter('queries_unanswered');
const EVERY_MS = 500;
const LAST_ANSWERS_MS = 1000;
export const options = {
  scenarios: { speakers: onceEach('ask', SETTINGS.speakers) },
  thresholds: {
    status_latency: within(500),
    queries_unanswered: ['count==0'],
    sockets_lost: ['count==0'],
    sessions_lost: ['count==0'],
    errors_received: ['count==0'],
  },
  summaryTrendStats: SUMMARY_TREND_STATS,
};
export function setup() {
  return { beginsAt: Date.now() };
}
export function ask({ beginsAt }) {
  const number = exec.vu.idInTest;
  const waiting = [];
  let asked = 0;
  setTimeout(
    () => {
      new Broadcast(tokenOf(number), SETTINGS.listeners, {
        onAir: (broadcast) =>
          pace({
            fromAt: Date.now() + Math.random() * EVERY_MS,
            untilAt: beginsAt + SETTINGS.rampMs + SETTINGS.airMs,
            everyMs: EVERY_MS,
            act: () => {
              waiting.push(broadcast.speaker.send({ action: 'getSessionStatus' }));
              asked += 1;
            },
            done: () => setTimeout(() => broadcast.end(), LAST_ANSWERS_MS),
          }),
        onSpeakerText: (text, at) => {
          // Reports that nobody asked for come in between.
          if (!text.startsWith('{"type":"sessionStatus"') || !text.includes('"updateReason":"requested"')) return;
          const since = waiting.shift();
          if (since !== undefined) latency.add(Math.max(0, at - since));
        },
        onOver: () => {
          queries.add(asked);
          unanswered.add(waiting.length);
        },
      });
    },
    Math.max(1, beginsAt + entranceMs(number, SETTINGS.speakers) - Date.now()),
  );
}
export function handleSummary(data) {
  return summaryFile(data);
}
