/** The page /inside: requests the introspection data once a second while the page is visible, and shows it. */
import { Chip, type Mood } from '../chip.ts';
import { el, show } from '../dom.ts';
import { mount } from '../shell.ts';
import { INSIDE } from '../texts/inside.ts';
import { Feed, type NoView, type View } from './feed.ts';
import { LatenciesView } from './latencies-view.ts';
import { SessionChoice } from './session-choice.ts';
import { SessionPanel } from './session-panel.ts';
import { TokenForm } from './token-form.ts';

const LOOK_EVERY_MS = 1_000;
/** Pause after an answer that will not change within a second. */
const LATER_MS = 5_000;
const MOODS: Readonly<Record<NoView | 'live', Mood>> = {
  live: 'good',
  away: 'busy',
  busy: 'busy',
  closed: 'quiet',
  token: 'quiet',
};

const inside = INSIDE;
const feed = new Feed();
const state = new Chip('inside', inside.state);
const closed = el('p', { class: 'card', hidden: true }, inside.closedLead);
const choice = new SessionChoice(() => wake());
const form = new TokenForm((token) => {
  feed.token = token;
  form.hide();
  wake();
});
const latencies = new LatenciesView();
const ofSession = el('div');
const content = el('div', { hidden: true }, choice.view, ofSession, latencies.view);
let panel: SessionPanel | undefined;
let waitMs = LOOK_EVERY_MS;
let wake = () => {};

mount(
  'inside',
  INSIDE.title,
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
  panel ??= await getPanel();
  if (panel === undefined) return;
  const asked = choice.chosen;
  const seen = await feed.now(asked);
  if (!isSeen(seen)) return;
  const { session } = seen.value;
  choice.offer(seen.value.sessions, session === null);
  latencies.show(seen.value.latencies);
  if (session) panel.show(session, seen.value.at);
  // The first session has just been chosen, so it is requested at once.
  if (asked === undefined && choice.chosen !== undefined) waitMs = 0;
}

async function getPanel(): Promise<SessionPanel | undefined> {
  const seen = await feed.charts();
  if (!isSeen(seen)) return undefined;
  const made = new SessionPanel(seen.value.charts);
  ofSession.append(made.view);
  return made;
}

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
