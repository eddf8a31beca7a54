/** The page to speak. Its steps: the choice of language and source, the session, its end. */
import { RostrumError } from '../../../src/client/rostrum-error.ts';
import { button, el, field, show } from '../dom.ts';
import { KeptSessionsView } from '../keep/kept-sessions-view.ts';
import { LanguageSelect } from '../language-select.ts';
import { Notices } from '../notices.ts';
import { Offers } from '../offers.ts';
import { pause } from '../pause.ts';
import { ServerChoice } from '../server-choice.ts';
import type { ServerInfo } from '../server-info.ts';
import { mount } from '../shell.ts';
import { Steps } from '../steps.ts';
import { DESK } from '../texts/desk.ts';
import { texts } from '../texts/locale.ts';
import { MIC } from '../texts/mic.ts';
import { SPEAK } from '../texts/speak.ts';
import { speakErrorWords } from '../texts/speak-errors.ts';
import { Broadcast } from './broadcast.ts';
import { openTabSeat } from './desk/browser-tabs.ts';
import { targetsOf } from './desk/monitor-view.ts';
import { wayBack } from './desk/way-back.ts';
import { LevelTest } from './mic/level-test.ts';
import type { PreparedSource } from './mic/prepared-source.ts';
import { sourceProblemWords } from './mic/problem-words.ts';
import { SourceOpener } from './mic/source-opener.ts';
import { sampleTalk } from './sample-talk.ts';
import type { Source } from './source.ts';
import { SourceView } from './source-view.ts';
import { type StoredSession, sinceThen, storedSession, storeSession } from './stored-session.ts';

const speak = SPEAK;
/** The attempts take a minute, in which a server can restart. */
const RETRY_MS = 2_000;
const MAX_ATTEMPTS = 30;

const notices = new Notices();
const sources = new SourceView(true, (source) => void start(source));
let sample = sampleTalk(true);
const seat = openTabSeat();
const language = new LanguageSelect('language', ['en'], 'en');
const recogniser = el('p', { class: 'recogniser', hidden: true });
const server = new ServerChoice({
  token: true,
  onInfo: (info: ServerInfo) => {
    offers.set(info);
    onPage?.offer();
    language.offer(info.sourceLanguages);
    recogniser.replaceChildren(...info.recogniser.map((line) => el('small', {}, `${line}.`)));
    show(recogniser, info.recogniser.length > 0);
    sample = sampleTalk(info.understandsPeople);
    sources.offer(sample);
    sources.close(whyClosed(info));
  },
});
const offers = new Offers(() => server.ask());
/** The last broadcast. */
let onPage: Broadcast | undefined;
const kept = new KeptSessionsView();
/** Back to the session that this tab has left, when that has failed. */
const back = el('div', { class: 'row', hidden: true });
const choice = el(
  'div',
  { class: 'choice' },
  el('p', { class: 'lead' }, speak.lead),
  back,
  field(speak.language, language.view),
  recogniser,
  sources.view,
  server.view,
  kept.view,
);
const setup = el('form', { class: 'card setup' }, choice);
const steps = new Steps(setup, speak.again);
steps.onGo = () => kept.update();

mount('speak', speak.title, el('h1', {}, speak.heading), notices.view, ...steps.views);
setup.addEventListener('submit', (event) => event.preventDefault());
sources.set('off', '');
sources.close(whyClosed(offers.info));
const stored = storedSession();
if (stored) void comeBack(stored);

/** Browsers give neither a microphone nor an audio thread to a page of plain http from another computer. */
function whyClosed({ whyNobodySpeaks }: ServerInfo): string | undefined {
  if (!window.isSecureContext) return MIC.insecurePage;
  return whyNobodySpeaks && speak[whyNobodySpeaks];
}

/** The attempt to start. While the browser asks for the microphone, another source can be chosen: that ends this one. */
let attempt: SourceOpener | undefined;

/** The session is made only when the source works, and a microphone has been tested. */
async function start(chosen: Source): Promise<void> {
  attempt?.close();
  const opener = new SourceOpener(() => sample);
  attempt = opener;
  opener.wake();
  sources.busy(chosen.kind !== 'microphone');
  sources.set('off', chosen.kind === 'microphone' ? MIC.opening : speak.starting);
  beginAnew();
  let broadcast: Broadcast | undefined;
  const end = () => {
    broadcast?.close();
    opener.close();
    if (opener !== attempt) return;
    attempt = undefined;
    chooseAgain();
  };
  try {
    const { isKnown } = await server.ask();
    if (!isKnown) throw new Error(texts().server.unreachable(server.url));
    const token = server.token();
    const source = await ready(opener, chosen, end);
    if (source === undefined) return end();
    broadcast = prepare(opener, { url: server.url, sourceLanguage: language.value });
    await broadcast.start(token);
    broadcast.use(source);
    steps.go('live');
    attempt = undefined;
    chooseAgain();
  } catch (error) {
    if (opener === attempt) notices.say('start', sourceProblemWords(error), 'problem');
    end();
  }
}

/** The choice of the source, for the next attempt. */
function chooseAgain(): void {
  if (!choice.isConnected) setup.replaceChildren(choice);
  sources.set('off', '');
  sources.busy(false);
}

/** @param onGivenUp The person went back later. @returns a source that works. Undefined: they went back. */
async function ready(opener: SourceOpener, chosen: Source, onGivenUp: () => void): Promise<PreparedSource | undefined> {
  const source = await opener.open(chosen);
  if (chosen.kind !== 'microphone') return source;
  const test = new LevelTest(
    source,
    (device) => opener.open({ kind: 'microphone', ...(device && { device }) }),
    onGivenUp,
  );
  setup.replaceChildren(test.view);
  return test.run();
}

/** After a reload, or in a tab that was duplicated from one that speaks: that one is not interrupted without a question. */
async function comeBack(left: StoredSession): Promise<void> {
  sources.busy(true);
  sources.set('off', speak.restoring);
  if (!left.isTaken && !(await seat.isTaken(left.sessionId))) return restore(left);
  const stay = button(
    DESK.stay,
    () => {
      storeSession(undefined);
      steps.end(DESK.staying);
    },
    { 'data-control': 'stay' },
  );
  sources.busy(false);
  sources.set('off', '');
  steps.end(DESK.elsewhere, stay, takeOverButton(left, DESK.takeOver));
}

function takeOverButton(left: StoredSession, text: string): HTMLButtonElement {
  return button(text, () => void restore(sinceThen(left)), { 'data-control': 'take-over' });
}

/** Resumes the session. Sound waits for a click, so that nobody is heard without knowing it. */
async function restore(left: StoredSession): Promise<void> {
  beginAnew();
  steps.go('setup');
  sources.busy(true);
  sources.set('off', speak.restoring);
  const broadcast = prepare(new SourceOpener(() => sample), left);
  try {
    for (let attempt = 1; !(await isBack(broadcast, attempt)); attempt++) await pause(RETRY_MS);
    steps.go('live');
    notices.say('restored', speak.back);
  } catch (error) {
    broadcast.close();
    offerWayBack(left, error);
  } finally {
    sources.busy(false);
    sources.set('off', '');
  }
}

/** A session that may still be there is kept, and the speaker can try again. */
function offerWayBack(left: StoredSession, error: unknown): void {
  const way = wayBack(error);
  if (way === 'none') {
    storeSession(undefined);
    notices.say('restored', speak.notRestored, 'warning');
    return;
  }
  notices.say('restored', speakErrorWords(error), 'problem');
  back.replaceChildren(button(speak.tryAgain, () => void restore(left), { 'data-control': 'try-again' }));
  show(back, true);
  if (way !== 'token') return;
  server.view.open = true;
  server.view.querySelector<HTMLElement>('input[name=token]')?.focus();
}

/** What was said about the attempt or the session before says nothing about the next one. */
function beginAnew(): void {
  for (const topic of ['start', 'restored', 'lost']) notices.clear(topic);
  show(back, false);
}

/** @returns false: try again, because the server may be restarting. @throws an error after which trying again is useless. */
async function isBack(broadcast: Broadcast, attempt: number): Promise<boolean> {
  const isLast = attempt >= MAX_ATTEMPTS;
  const { isKnown } = await server.ask();
  if (!isKnown && !isLast) return false;
  try {
    await broadcast.start(server.token());
    return true;
  } catch (error) {
    if (error instanceof RostrumError && error.mayPass && !isLast) return false;
    throw error;
  }
}

function prepare(
  opener: SourceOpener,
  session: Pick<StoredSession, 'url' | 'sourceLanguage'> | StoredSession,
): Broadcast {
  const { url, sourceLanguage } = session;
  const broadcast = new Broadcast({
    notices,
    opener,
    seat,
    url,
    sourceLanguage,
    left: 'sessionId' in session ? session : undefined,
    server: server.isOwn ? undefined : url,
    sample: () => sample,
    targets: () => targetsOf(offers.info, sourceLanguage),
    onOver: (reason, left, taken) => {
      notices.clear('ending');
      notices.clear('restored');
      steps.keep(...left);
      const back = taken && takeOverButton(taken, DESK.takeBack);
      steps.end(reason || speak.ended, ...(back ? [back] : []));
    },
  });
  onPage = broadcast;
  steps.fill(broadcast.view.view);
  return broadcast;
}
