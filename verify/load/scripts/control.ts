/** Speakers who change their broadcast's state all the time; each change must reach each of its listeners, in order. */
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { setTimeout } from 'k6/timers';
import { Broadcast, entranceMs } from './broadcast.ts';
import { ControlTurn } from './controls.ts';
import { Notices } from './notices.ts';
import { pace } from './pace.ts';
import { onceEach, SETTINGS, SUMMARY_TREND_STATS, summaryFile, tokenOf, within } from './settings.ts';

const latency = new Trend('control_latency', true);
const notification = new Trend('listener_notification_latency', true);
const controls = new Counter('controls_sent');
const unanswered = new Counter('controls_unanswered');
const notices = new Counter('notices');
const missing = new Counter('notices_missing');

const EVERY_MS = 100;

export const options = {
  scenarios: { speakers: onceEach('command', SETTINGS.speakers) },
  thresholds: {
    control_latency: within(100),
    listener_notification_latency: within(150),
    controls_unanswered: ['count==0'],
    notices_missing: ['count==0'],
    sockets_lost: ['count==0'],
    sessions_lost: ['count==0'],
    errors_received: ['count==0'],
  },
  summaryTrendStats: SUMMARY_TREND_STATS,
};

export function setup(): { beginsAt: number } {
  return { beginsAt: Date.now() };
}

export function command({ beginsAt }: { beginsAt: number }): void {
  const number = exec.vu.idInTest;
  const turn = new ControlTurn();
  const answers = new Notices(1, (ms) => latency.add(ms));
  const heard = new Notices(SETTINGS.listeners, (ms) => notification.add(ms));

  setTimeout(
    () => {
      new Broadcast(tokenOf(number), SETTINGS.listeners, {
        onAir: (broadcast) =>
          pace({
            fromAt: Date.now() + Math.random() * EVERY_MS,
            untilAt: beginsAt + SETTINGS.rampMs + SETTINGS.airMs,
            everyMs: EVERY_MS,
            act: () => {
              const { message, answer } = turn.next();
              const at = broadcast.speaker.send(message);
              answers.expect(answer, at);
              heard.expect(answer, at);
            },
            done: () => setTimeout(() => broadcast.end(), LAST_ANSWERS_MS),
          }),
        onSpeakerText: (text, at) => answers.hear(0, text, at),
        onListenerText: (text, at, listener) => heard.hear(listener, text, at),
        onOver: () => {
          controls.add(answers.expected);
          unanswered.add(answers.missing);
          notices.add(heard.heard);
          missing.add(heard.missing);
        },
      });
    },
    Math.max(1, beginsAt + entranceMs(number, SETTINGS.speakers) - Date.now()),
  );
}

/** The last answers come in before the end is asked for. */
const LAST_ANSWERS_MS = 1_000;

export function handleSummary(data: unknown): Record<string, string> {
  return summaryFile(data);
}
