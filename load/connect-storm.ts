/** All clients connect at once, lose their connections at once and reconnect at once. All must be admitted each time. */
import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { setTimeout } from 'k6/timers';
import { Client, type Message } from './client.ts';
import { onceEach, SETTINGS, SUMMARY_TREND_STATS, useLoad } from './settings.ts';
import { summary } from './summary.ts';
import { sharedToken, tokenOf } from './tokens.ts';

useLoad('connect-storm');

/** From the connect to the greeting. */
const seating = new Trend('seating_latency', true);
const wanted = new Counter('seats_wanted');
const taken = new Counter('seats_taken');
const missing = new Counter('seats_missing');

const STORM_EVERY_MS = 5_000;

export const options = {
  scenarios: { everybody: onceEach('storm', SETTINGS.speakers) },
  thresholds: { seats_missing: ['count==0'], sockets_lost: ['count==0'] },
  summaryTrendStats: SUMMARY_TREND_STATS,
};

interface Start {
  readonly beginsAt: number;
  readonly shared: string | undefined;
}

export function setup(): Start {
  const shared = sharedToken();
  // By then all virtual users have started.
  return { beginsAt: Date.now() + SETTINGS.rampMs, shared };
}

export function storm({ beginsAt, shared }: Start): void {
  const token = tokenOf(exec.vu.idInTest, shared);
  const storms = Math.max(1, Math.floor(SETTINGS.airMs / STORM_EVERY_MS));
  let clients: Client[] = [];
  let sessionId = '';
  let seats = 0;

  const seat = (query: Readonly<Record<string, string>>, greeting: string, onSeated: (message: Message) => void) => {
    const since = Date.now();
    wanted.add(1);
    const client = new Client(query, {
      onText: (text, at) => {
        if (!text.startsWith(`{"type":"${greeting}"`)) return;
        seating.add(Math.max(0, at - since));
        seats += 1;
        onSeated(JSON.parse(text) as Message);
      },
    });
    clients.push(client);
  };
  const listen = () => {
    for (let i = 0; i < SETTINGS.listeners; i += 1) {
      seat({ sessionId, targetLanguage: 'es' }, 'sessionJoined', () => {});
    }
  };
  const come = (round: number) => {
    clients = [];
    if (round === 0) {
      seat({ token, action: 'createSession', sourceLanguage: 'en' }, 'sessionCreated', (created) => {
        sessionId = String(created.sessionId);
        listen();
      });
    } else {
      seat({ token, sessionId }, 'sessionCreated', () => {});
      listen();
    }
  };
  const go = (round: number) => {
    const expected = (1 + SETTINGS.listeners) * (round + 1);
    if (round + 1 < storms) {
      for (const client of clients) client.close();
      come(round + 1);
      return;
    }
    taken.add(seats);
    missing.add(expected - seats);
    for (const client of clients) client.expectEnd();
    clients[0]?.close();
    for (const client of clients) client.close();
  };
  for (let round = 0; round < storms; round += 1) {
    const at = beginsAt + round * STORM_EVERY_MS;
    if (round === 0) setTimeout(() => come(0), Math.max(1, at - Date.now()));
    setTimeout(() => go(round), Math.max(1, at + STORM_EVERY_MS - Date.now()));
  }
}

export const handleSummary = summary;
