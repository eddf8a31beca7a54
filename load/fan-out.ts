/** One session with very many listeners. Each must get every change of the broadcast and every sentence. */
import { Counter, Trend } from 'k6/metrics';
import { setTimeout } from 'k6/timers';
import { Broadcast } from './broadcast.ts';
import { ControlTurn } from './controls.ts';
import { Ear } from './ear.ts';
import { Notices } from './notices.ts';
import { pace } from './pace.ts';
import { SETTINGS, sessionOptions, useLoad, within } from './settings.ts';
import { summary } from './summary.ts';
import { tokenOf } from './tokens.ts';
import { type Beginning, beginning } from './turn.ts';
import { Voice } from './voice.ts';

useLoad('fan-out');

const notification = new Trend('listener_notification_latency', true);
const latency = new Trend('control_latency', true);
const counts = {
  controls: new Counter('controls_sent'),
  unanswered: new Counter('controls_unanswered'),
  notices: new Counter('notices'),
  noticesMissing: new Counter('notices_missing'),
  deliveries: new Counter('deliveries'),
  deliveriesMissing: new Counter('deliveries_missing'),
};

const CONTROL_EVERY_MS = 500;
/** Silence at the end, in which listeners get the last sentence. */
const LAST_WORDS_MS = 3_000;

export const options = sessionOptions('hold', 1, {
  listener_notification_latency: within(150),
  control_latency: within(100),
  controls_unanswered: ['count==0'],
  notices_missing: ['count==0'],
  ...(SETTINGS.isStamped ? { deliveries_missing: ['count==0'] } : {}),
});

export const setup = beginning;

export function hold({ token }: Beginning): void {
  const voice = new Voice();
  const ear = new Ear(voice.blocks);
  const answers = new Notices(1, (ms) => latency.add(ms));
  const heard = new Notices(SETTINGS.listeners, (ms) => notification.add(ms));
  const turn = new ControlTurn();
  let deliveries = 0;

  new Broadcast(tokenOf(1, token), SETTINGS.listeners, {
    onAir: (broadcast) => {
      const fromAt = Date.now();
      const { airMs, chunkMs } = SETTINGS;
      // Half of the time is for speech, half for controls, because audio during a pause is dropped.
      const untilAt = fromAt + airMs;
      const betweenAt = fromAt + airMs / 2;
      const act = () => broadcast.speaker.send(voice.next());
      pace({ fromAt, untilAt: betweenAt, everyMs: chunkMs, act, done: () => {} });
      pace({
        fromAt: betweenAt,
        untilAt,
        everyMs: CONTROL_EVERY_MS,
        act: () => {
          const { message, answer } = turn.next();
          const at = broadcast.speaker.send(message);
          answers.expect(answer, at);
          heard.expect(answer, at);
        },
        done: () => setTimeout(() => broadcast.end(), LAST_WORDS_MS),
      });
    },
    onSpeakerText: (text, at) => {
      if (SETTINGS.isStamped) ear.hear(text);
      answers.hear(0, text, at);
    },
    onListenerText: (text, at, listener) => {
      if (text.startsWith('{"type":"audio"')) deliveries += 1;
      else heard.hear(listener, text, at);
    },
    onOver: () => {
      counts.controls.add(answers.expected);
      counts.unanswered.add(answers.missing);
      counts.notices.add(heard.heard);
      counts.noticesMissing.add(heard.missing);
      counts.deliveries.add(deliveries);
      if (SETTINGS.isStamped) counts.deliveriesMissing.add(Math.max(0, ear.finals * SETTINGS.listeners - deliveries));
    },
  });
}

export const handleSummary = summary;
