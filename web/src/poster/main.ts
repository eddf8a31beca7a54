/** The page that makes a poster: the sheet as it will be printed, its languages, and the button that prints it. */
import type { TargetLanguage } from '../../../src/protocol/languages.ts';
import { isSessionId } from '../../../src/protocol/session-id.ts';
import { button, el, field, literalInput, setText } from '../dom.ts';
import { Offers } from '../offers.ts';
import { openToHall } from '../open-to-hall.ts';
import { OWN_SERVER } from '../own-server.ts';
import { listenLink, reachableFolders } from '../reach.ts';
import { askServer } from '../server-answers.ts';
import type { ServerInfo } from '../server-info.ts';
import { tidyCode } from '../session-code.ts';
import { mount } from '../shell.ts';
import { ownName } from '../texts/names.ts';
import { POSTER } from '../texts/poster.ts';
import { knownLanguages, readPosterAddress } from './poster-settings.ts';
import { makeSheet } from './sheet.ts';

const asked = readPosterAddress(new URLSearchParams(location.search));
const code = literalInput('code', { value: asked.code });
const languages = el('div', { class: 'row languages' });
const print = button(POSTER.print, () => window.print(), { class: 'primary', 'data-control': 'print' });
const problem = el('p', { class: 'problem', role: 'status' });
const place = el('div', { class: 'place' });
const tools = el(
  'form',
  { class: 'card tools' },
  el('h1', {}, POSTER.heading),
  el('p', { class: 'lead' }, POSTER.lead),
  field(POSTER.code, code),
  el('fieldset', {}, el('legend', {}, POSTER.languages), languages),
  problem,
  el('div', { class: 'row' }, print),
);
let info: ServerInfo | undefined;
/** The boxes as they are, until the server offers other languages. */
let shown = '';
/** What a person has ticked. */
let picked: readonly TargetLanguage[] | undefined;
/** Only the newest sheet is shown, however long an earlier one's texts take. */
let newest = 0;

mount('poster', POSTER.title(asked.code), tools, place);
tools.addEventListener('submit', (event) => event.preventDefault());
languages.addEventListener('input', () => {
  picked = ticked();
});
tools.addEventListener('input', () => void show());
const offers = new Offers(() => offer());
print.disabled = true;
void offer();

async function offer(): Promise<void> {
  const said = await askServer(asked.server ?? OWN_SERVER);
  offers.set(said.info);
  info = offers.info;
  const all = knownLanguages([...(asked.languages ?? []), ...info.targetLanguages]);
  const chosen = picked ?? asked.languages ?? knownLanguages(offers.languages);
  const now = `${all} ${chosen}`;
  if (now === shown) return;
  shown = now;
  languages.replaceChildren(...all.map((language) => box(language, chosen.includes(language))));
  await show();
}

function box(language: TargetLanguage, checked: boolean): HTMLElement {
  return el(
    'label',
    { class: 'check', lang: language },
    el('input', { type: 'checkbox', name: 'language', value: language, checked }),
    el('span', { dir: 'auto' }, ownName(language)),
  );
}

function ticked(): readonly TargetLanguage[] {
  return knownLanguages(new FormData(tools).getAll('language').map(String));
}

async function show(): Promise<void> {
  if (info === undefined) return;
  newest += 1;
  const mine = newest;
  const sessionId = tidyCode(code.value);
  const isComplete = isSessionId(sessionId);
  const [folder] = reachableFolders(location.href, info.addresses ?? []);
  print.disabled = !isComplete || folder === undefined;
  setText(problem, isComplete ? '' : POSTER.wrongCode);
  if (folder === undefined || !isComplete) {
    place.replaceChildren(...(folder === undefined ? [openToHall(info)] : []));
    return;
  }
  document.title = POSTER.title(sessionId);
  const link = listenLink(folder, { code: sessionId, server: asked.server });
  // What is printed is never an earlier sheet.
  print.disabled = true;
  place.replaceChildren();
  const sheet = await makeSheet({ code: sessionId, link, languages: ticked() }).catch(() => undefined);
  if (mine !== newest) return;
  if (sheet) place.replaceChildren(sheet);
  else setText(problem, POSTER.notLoaded);
  print.disabled = sheet === undefined;
}
