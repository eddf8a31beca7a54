/** The page to speak. Its steps: the choice of language and source, the session, its end. */
import { RostrumError } from '../../../src/client/rostrum-error.ts';
import { el, field, show } from '../dom.ts';
import { LanguageSelect } from '../language-select.ts';
import { Notices } from '../notices.ts';
import { ServerChoice } from '../server-choice.ts';
import type { ServerInfo } from '../server-info.ts';
import { mount } from '../shell.ts';
import { Steps } from '../steps.ts';
import { errorText, TEXTS } from '../texts.ts';
import { Broadcast } from './broadcast.ts';
import { sampleTalk } from './sample-talk.ts';
import { type Source, SourceView } from './source-view.ts';
import { type StoredSession, storedSession, storeSession } from './stored-session.ts';

const { speak } = TEXTS;
/** The attempts take a minute, in which a server can restart. */
const RETRY_MS = 2_000;
const MAX_ATTEMPTS = 30;

const notices = new Notices();
const sources = new SourceView(true, (source) => void start(source));
let sample = sampleTalk(true);
const language = new LanguageSelect('language', ['en'], 'en');
const recogniser = el('p', { class: 'recogniser', hidden: true });
const server = new ServerChoice({
  token: true,
  onInfo: (info: ServerInfo) => {
    language.offer(info.sourceLanguages);
    recogniser.replaceChildren(...info.recogniser.map((line) => el('small', {}, `${line}.`)));
    show(recogniser, info.recogniser.length > 0);
    sample = sampleTalk(info.understandsPeople);
    sources.offer(sample);
    sources.close(info.whyNobodySpeaks);
  },
});
const setup = el(
  'form',
  { class: 'card setup' },
  el('p', { class: 'lead' }, speak.lead),
  field(speak.language, language.view),
  recogniser,
  sources.view,
  server.view,
);
const steps = new Steps(setup, speak.again);

mount('speak', el('h1', {}, speak.heading), notices.view, ...steps.views);
setup.addEventListener('submit', (event) => event.preventDefault());
sources.set('off', '');
const stored = storedSession();
if (stored) void restore(stored);

async function start(source: Source): Promise<void> {
  sources.busy(true);
  sources.set('off', speak.starting);
  notices.clear('start');
  const broadcast = prepare(server.url, language.value);
  broadcast.wake();
  try {
    const { isKnown } = await server.ask();
    if (!isKnown) throw new Error(TEXTS.server.unreachable(server.url));
    await broadcast.start(server.token());
    steps.go('live');
    await broadcast.use(source);
  } catch (error) {
    broadcast.close();
    notices.say('start', errorText(error), 'problem');
  } finally {
    sources.busy(false);
    sources.set('off', '');
  }
}

/** Resumes the session after a reload. Sound waits for a click, so that nobody is heard without knowing it. */
async function restore(left: StoredSession): Promise<void> {
  sources.busy(true);
  sources.set('off', speak.restoring);
  const broadcast = prepare(left.url, left.sourceLanguage);
  try {
    for (let attempt = 1; !(await isBack(broadcast, left, attempt)); attempt++) await pause(RETRY_MS);
    steps.go('live');
    notices.say('restored', speak.back);
  } catch {
    broadcast.close();
    storeSession(undefined);
    notices.say('restored', speak.notRestored, 'warning');
  } finally {
    sources.busy(false);
    sources.set('off', '');
  }
}

/** @returns false: try again, because the server may be restarting. @throws an error after which trying again is useless. */
async function isBack(broadcast: Broadcast, left: StoredSession, attempt: number): Promise<boolean> {
  const isLast = attempt >= MAX_ATTEMPTS;
  const { isKnown } = await server.ask();
  if (!isKnown && !isLast) return false;
  try {
    await broadcast.start(server.token(), left);
    return true;
  } catch (error) {
    if (error instanceof RostrumError && error.mayPass && !isLast) return false;
    throw error;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function prepare(url: string, sourceLanguage: string): Broadcast {
  const broadcast = new Broadcast({
    notices,
    url,
    sourceLanguage,
    server: server.isOwn ? undefined : url,
    sample: () => sample,
    onOver: (reason) => {
      notices.clear('ending');
      notices.clear('restored');
      steps.end(reason || speak.ended);
    },
  });
  steps.fill(broadcast.view.view);
  return broadcast;
}
