/** The page to listen. Its steps: the choice of a language, the session, its end. */
import { isSessionId } from '../../../src/protocol/session-id.ts';
import { el } from '../dom.ts';
import { LanguageSelect } from '../language-select.ts';
import { Notices } from '../notices.ts';
import { Offers } from '../offers.ts';
import { ServerChoice } from '../server-choice.ts';
import { tidyCode } from '../session-code.ts';
import { mountBare } from '../shell.ts';
import { Steps } from '../steps.ts';
import { errorWords } from '../texts/error-words.ts';
import { asLocale, speakLocale } from '../texts/locale.ts';
import { ownName } from '../texts/names.ts';
import { thisBrowser as remembered } from '../this-browser.ts';
import { thisTab } from '../this-tab.ts';
import { JoinView } from './join-view.ts';
import { orderLanguages } from './language-order.ts';
import { ListenerSeat } from './seat.ts';

/** Key of the session that this tab listens to, kept for a reload. */
const KEY = 'listening';
/** The page is shown after this time, in whatever language, and with all languages if the server has named none yet, ms. */
const MOMENT_MS = 800;

const asked = new URLSearchParams(location.search);
const likely = [asked.get('language'), remembered.get('language'), ...navigator.languages];
const notices = new Notices();
/** The page's language by its address, until a person picks one. */
let ui = asked.get('ui');
let seat: ListenerSeat | undefined;
/** In the bar; lives as long as its session. */
let choice: LanguageSelect | undefined;

const code = tidyCode(asked.get('code') ?? '');
const server = new ServerChoice({
  token: false,
  // A link without a server means the one that it comes from, whatever this tab used before.
  address: asked.get('server') ?? (code === '' ? undefined : ''),
  onInfo: (said) => {
    offers.set(said);
    join.languages.mark(offers.info);
    if (seat && choice) choice.offer(offers.with(seat.targetLanguage, choice.value));
  },
});
const offers = new Offers(() => server.ask());
const join = new JoinView({
  code,
  sound: remembered.get('sound') !== 'off',
  server,
  onChoice: (language) => void choose(language),
  onSound: (isOn) => remembered.set('sound', isOn ? 'on' : 'off'),
  onCode: () => {
    if (readCode() !== undefined) join.languages.focus();
  },
});
const steps = new Steps(join.view, (t) => t.join.again);
steps.onGo = (step) => {
  join.update();
  // Whoever was in a session may want another one.
  if (step === 'setup') join.askCode(true);
};
const frame = el(
  'div',
  {},
  el('h1', { class: 'visually-hidden' }, (t) => t.join.heading),
  el('div', { class: 'notices-area' }, notices.view),
  ...steps.views,
);

const moment = new Promise<void>((resolve) => setTimeout(resolve, MOMENT_MS));
void begin();

async function begin(): Promise<void> {
  const locale = [ui, ...likely].map(asLocale).find((code) => code !== undefined);
  // Its texts may take long to come: the page is shown without them, and says them then.
  if (locale !== undefined) await Promise.race([speakLocale(locale), moment]);
  mountBare('listen', (t) => t.title, frame);
  if (code !== '' && thisTab.get(KEY) === code) {
    const before = orderLanguages(offers.info.targetLanguages, likely, ownName)[0];
    if (before !== undefined) await start(code, before);
  }
  await offers.known(moment);
  join.languages.fill(orderLanguages(offers.info.targetLanguages, likely, ownName));
  join.languages.mark(offers.info);
}

/** Somebody tapped a language. */
async function choose(language: string): Promise<void> {
  const sessionId = readCode();
  if (sessionId === undefined) return;
  remembered.set('language', language);
  // Both need this click: the page changes its language, and the browser lets the sound begin.
  speakIn(language);
  await start(sessionId, language);
}

async function start(sessionId: string, wanted: string): Promise<void> {
  const language = new LanguageSelect('language', offers.with(wanted), wanted, (code) => offers.label(code), ownName);
  const joining = new ListenerSeat({
    ...{ notices, url: server.url, sessionId, language, remembered },
    sound: remembered.get('sound') !== 'off',
    offers: (code) => offers.info.offers(code),
    onLanguage: (heard) => {
      remembered.set('language', heard);
      speakIn(heard);
      keepInAddress(sessionId, heard);
    },
    onOver: (reason) => {
      leave();
      steps.keep(...joining.view.left, ...joining.keep.left);
      steps.end(reason);
    },
  });
  seat = joining;
  choice = language;
  join.busy(true);
  notices.clear('start');
  steps.fill(joining.view.view);
  try {
    await joining.join();
    keepInAddress(sessionId, language.value);
    thisTab.set(KEY, sessionId);
    frame.classList.add('is-live');
    steps.go('live');
  } catch (error) {
    leave();
    join.askCode(true);
    notices.say('start', errorWords(error), 'problem');
  } finally {
    join.busy(false);
  }
}

function leave(): void {
  seat?.close();
  seat?.view.close();
  seat = undefined;
  choice = undefined;
  notices.clearAll();
  frame.classList.remove('is-live');
  thisTab.remove(KEY);
}

/** @returns the code as it is meant. Undefined: it is none, and the page says so. */
function readCode(): string | undefined {
  const sessionId = tidyCode(join.code);
  join.code = sessionId;
  notices.clear('start');
  if (isSessionId(sessionId)) return sessionId;
  join.askCode(true);
  notices.say('start', (t) => t.errors.INVALID_SESSION_ID, 'problem');
  join.focusCode();
  return undefined;
}

/** A language that was picked by hand is the page's too, if the page speaks it. */
function speakIn(language: string): void {
  ui = null;
  const locale = asLocale(language);
  if (locale !== undefined) void speakLocale(locale);
}

/** Puts session and language into the address, so that it can be kept and loaded again. */
function keepInAddress(sessionId: string, language: string): void {
  const query = {
    ...{ code: sessionId, language },
    ...(server.isOwn ? {} : { server: server.url }),
    ...(ui === null ? {} : { ui }),
  };
  history.replaceState(null, '', `?${new URLSearchParams(query)}`);
}
