/** The page to listen. Its steps: the choice of code and language, the session, its end. */
import { isSessionId } from '../../../src/protocol/session-id.ts';
import { el, field, setText } from '../dom.ts';
import { LanguageSelect } from '../language-select.ts';
import { Notices } from '../notices.ts';
import { ServerChoice } from '../server-choice.ts';
import { mount } from '../shell.ts';
import { Steps } from '../steps.ts';
import { errorText, TEXTS } from '../texts.ts';
import { ListenerSeat } from './seat.ts';

const { listen } = TEXTS;
/** Key of the session that this tab listens to, kept for a reload. */
const KEY = 'rostrum.listening';
/** Used if the browser's own language is not offered. */
const FALLBACK_LANGUAGE = 'es';

const asked = new URLSearchParams(location.search);
const notices = new Notices();
const preferred = asked.get('language') ?? navigator.language.split('-')[0] ?? FALLBACK_LANGUAGE;
const wanted = new LanguageSelect('language', [preferred, FALLBACK_LANGUAGE], preferred);
let offered: readonly string[] = [];
const server = new ServerChoice({
  token: false,
  address: asked.get('server') ?? undefined,
  onInfo: ({ targetLanguages }) => {
    offered = targetLanguages;
    wanted.offer(targetLanguages, targetLanguages.includes(wanted.value) ? wanted.value : FALLBACK_LANGUAGE);
  },
});
const code = el('input', {
  type: 'text',
  name: 'code',
  required: true,
  autocomplete: 'off',
  autocapitalize: 'none',
  spellcheck: 'false',
  value: asked.get('code') ?? '',
});
const go = el('button', { type: 'submit', class: 'primary' }, listen.start);
const setup = el(
  'form',
  { class: 'card setup' },
  el('p', { class: 'lead' }, listen.lead),
  field(listen.code, code, el('small', {}, listen.codeHint)),
  field(listen.language, wanted.view),
  go,
  server.view,
);
const steps = new Steps(setup, listen.again);

mount('listen', el('h1', {}, listen.heading), notices.view, ...steps.views);
setup.addEventListener('submit', (event) => {
  event.preventDefault();
  void start();
});
const wasListening = sessionStorage.getItem(KEY);
if (wasListening !== null && wasListening === code.value) void server.ask().then(start);

async function start(): Promise<void> {
  const sessionId = tidy(code.value);
  code.value = sessionId;
  notices.clear('start');
  if (!isSessionId(sessionId)) {
    notices.say('start', TEXTS.errors.INVALID_SESSION_ID ?? '', 'problem');
    code.focus();
    return;
  }
  busy(true);
  // After a quick click on a link's page the server has not told its languages yet.
  if (offered.length === 0) await server.ask();
  const language = new LanguageSelect('language', offered, wanted.value);
  const seat = new ListenerSeat({
    notices,
    url: server.url,
    sessionId,
    language,
    onLanguage: (heard) => {
      wanted.value = heard;
      remember(sessionId, heard);
    },
    onOver: (reason) => {
      seat.close();
      sessionStorage.removeItem(KEY);
      steps.end(reason);
    },
  });
  steps.fill(seat.view.view);
  try {
    await seat.join();
    remember(sessionId, language.value);
    sessionStorage.setItem(KEY, sessionId);
    steps.go('live');
  } catch (error) {
    seat.close();
    sessionStorage.removeItem(KEY);
    notices.say('start', errorText(error), 'problem');
  } finally {
    busy(false);
  }
}

/** Converts a code as people type it, with capitals or blanks, to its normal form. */
function tidy(text: string): string {
  return text.trim().toLowerCase().replace(/\s+/g, '-');
}

/** Puts session and language into the address, so that it can be kept and loaded again. */
function remember(sessionId: string, language: string): void {
  const query = { code: sessionId, language, ...(server.isOwn ? {} : { server: server.url }) };
  history.replaceState(null, '', `?${new URLSearchParams(query)}`);
}

function busy(isBusy: boolean): void {
  go.disabled = isBusy;
  setText(go, isBusy ? listen.joining : listen.start);
}
