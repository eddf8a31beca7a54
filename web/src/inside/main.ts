/** The page /inside: requests the introspection data once a second while the page is visible, and shows it. */
import type { SessionView } from '../../../src/protocol/inside.ts';
import { Chip, type Mood } from '../chip.ts';
import { el, show } from '../dom.ts';
import { mount } from '../shell.ts';
import { TEXTS } from '../texts.ts';
import { ChangesView } from './changes-view.ts';
import { ChartView } from './chart-view.ts';
import { Feed, type NoView, type View } from './feed.ts';
import { FiguresView } from './figures-view.ts';
import { LatenciesView } from './latencies-view.ts';
import { SessionChoice } from './session-choice.ts';
import { TokenForm } from './token-form.ts';

const LOOK_EVERY_MS = 1_000;
/** Charts that every session has. Other charts are shown once they run. */
const ALWAYS = ['session', 'transcription'];
/** Pause after an answer that will not change within a second. */
const LATER_MS = 5_000;
const MOODS: Readonly<Record<NoView | 'live', Mood>> = {
  live: 'good',
  away: 'busy',
  busy: 'busy',
  closed: 'quiet',
  token: 'quiet',
};

const { inside } = TEXTS;
const feed = new Feed();
const state = new Chip('inside', inside.state);
const closed = el('p', { class: 'card', hidden: true }, inside.closedLead);
const choice = new SessionChoice(() => wake());
const form = new TokenForm((token) => {
  feed.token = token;
  form.hide();
  wake();
});
const charts = el('div', { class: 'charts' });
const changes = new ChangesView();
const figures = new FiguresView();
const latencies = new LatenciesView();
const ofSession = el(
  'div',
  { hidden: true, 'data-session': '' },
  charts,
  el('p', { class: 'hint' }, inside.key),
  el('div', { class: 'columns even' }, changes.view, figures.view),
);
const content = el('div', { hidden: true }, choice.view, ofSession, latencies.view);
const chartViews = new Map<string, ChartView>();
let lastSeq = 0;
let waitMs = LOOK_EVERY_MS;
let wake = () => {};

mount(
  'inside',
  el('h1', {}, inside.heading),
  el('p', { class: 'lead' }, inside.lead),
  el('div', { class: 'chips' }, state.view),
  closed,
  form.view,
  content,
);
state.set('asking', inside.asking, 'busy');
document.addEventListener('visibilitychange', () => wake());
void watch();

async function watch(): Promise<never> {
  for (;;) {
    // No request while the page is hidden, or while it waits for a token: requests with a wrong token are limited.
    if (!document.hidden && form.view.hidden) await look();
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, waitMs);
    });
  }
}

async function look(): Promise<void> {
  if (chartViews.size === 0 && !(await getCharts())) return;
  const asked = choice.chosen;
  const seen = await feed.now(asked);
  if (!isSeen(seen)) return;
  const { session } = seen.value;
  choice.offer(seen.value.sessions, session === null);
  latencies.show(seen.value.latencies);
  if (session) showSession(session);
  // The first session has just been chosen, so it is requested at once.
  if (asked === undefined && choice.chosen !== undefined) waitMs = 0;
}

async function getCharts(): Promise<boolean> {
  const seen = await feed.charts();
  if (!isSeen(seen)) return false;
  for (const chart of seen.value.charts) chartViews.set(chart.name, new ChartView(chart));
  return true;
}

function showSession(session: SessionView): void {
  const { active, sessionId } = session;
  if (ofSession.dataset.session !== sessionId) lastSeq = 0;
  ofSession.dataset.session = sessionId;
  show(ofSession, true);
  const fresh = session.changes.filter(({ seq }) => lastSeq > 0 && seq > lastSeq).flatMap(({ entered }) => entered);
  lastSeq = session.changes.at(-1)?.seq ?? 0;
  for (const [name, chart] of chartViews) {
    const ids = (active as InsideActive)[name] ?? [];
    if (!chart.view.isConnected && (ids.length > 0 || ALWAYS.includes(name))) charts.append(chart.view);
    chart.light(ids, fresh);
  }
  changes.show(sessionId, session.changes);
  figures.show(session);
}

type InsideActive = Readonly<Record<string, readonly string[] | undefined>>;

/** Shows the state of the page. @returns whether there is data to show. */
function isSeen<T>(seen: View<T>): seen is Extract<View<T>, { ok: true }> {
  const why: NoView | 'live' = seen.ok ? 'live' : seen.why;
  state.set(why, inside.states[why], MOODS[why]);
  waitMs = why === 'closed' || why === 'busy' ? LATER_MS : LOOK_EVERY_MS;
  show(closed, why === 'closed');
  if (why === 'token' && form.view.hidden) form.ask(feed.hasToken);
  if (why === 'live') show(content, true);
  return seen.ok;
}
