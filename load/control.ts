/** Speakers who change their broadcast's state all the time. Each change must reach all its listeners, in order. */
import { Counter, Trend } from 'k6/metrics';
import { ControlTurn } from './controls.ts';
import { Notices } from './notices.ts';
import { SETTINGS, sessionOptions, useLoad, within } from './settings.ts';
import { summary } from './summary.ts';
import { type Beginning, beginning, takeTurn } from './turn.ts';

useLoad('control');

const latency = new Trend('control_latency', true);
const notification = new Trend('listener_notification_latency', true);
const controls = new Counter('controls_sent');
const unanswered = new Counter('controls_unanswered');
const notices = new Counter('notices');
const missing = new Counter('notices_missing');

const EVERY_MS = 100;

export const options = sessionOptions('command', SETTINGS.speakers, {
  control_latency: within(100),
  listener_notification_latency: within(150),
  controls_unanswered: ['count==0'],
  notices_missing: ['count==0'],
});

export const setup = beginning;

export function command(from: Beginning): void {
  const turn = new ControlTurn();
  const answers = new Notices(1, (ms) => latency.add(ms));
  const heard = new Notices(SETTINGS.listeners, (ms) => notification.add(ms));

  takeTurn(from, {
    everyMs: EVERY_MS,
    lastMs: LAST_ANSWERS_MS,
    act: (speaker) => {
      const { message, answer } = turn.next();
      const at = speaker.send(message);
      answers.expect(answer, at);
      heard.expect(answer, at);
    },
    onSpeakerText: (text, at) => answers.hear(0, text, at),
    onListenerText: (text, at, listener) => heard.hear(listener, text, at),
    onOver: () => {
      controls.add(answers.expected);
      unanswered.add(answers.missing);
      notices.add(heard.heard);
      missing.add(heard.missing);
    },
  });
}

/** Wait for the last answers before endSession. */
const LAST_ANSWERS_MS = 1_000;

export const handleSummary = summary;
