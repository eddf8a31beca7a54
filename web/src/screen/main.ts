/** The page for the hall's screen: captions alone, if the address names a session; otherwise the form that makes the address. */
import { mount } from '../shell.ts';
import { asLocale, speakLocale } from '../texts/locale.ts';
import { saidText } from '../texts/said.ts';
import { SCREEN } from '../texts/screen.ts';
import { LiveScreen } from './live-screen.ts';
import { readScreenAddress } from './screen-settings.ts';
import { SetupView } from './setup-view.ts';
import { hidePointer, keepLit } from './unattended.ts';

const query = new URLSearchParams(location.search);
const address = readScreenAddress(query);

if (address.settings.code === '') {
  const { settings } = readScreenAddress(withCode(query, query.get('setup') ?? ''));
  mount('screen', SCREEN.title, new SetupView(settings).view);
} else {
  showLive();
}

/** The few words of the page itself are in the language of the captions, because the hall reads them. */
function showLive(): void {
  document.documentElement.classList.add('live');
  const screen = new LiveScreen(address);
  const title = document.querySelector('title');
  if (title) saidText(title, (t) => t.screen.title);
  const main = document.createElement('main');
  main.append(screen.stage.view);
  document.body.replaceChildren(main);
  const [language] = address.settings.languages.map(asLocale).filter((code) => code !== undefined);
  if (language !== undefined) void speakLocale(language);
  keepLit();
  hidePointer();
  screen.start();
}

/** `setup` names the session that the form is filled in for. */
function withCode(asked: URLSearchParams, code: string): URLSearchParams {
  const copy = new URLSearchParams(asked);
  copy.set('code', code);
  return copy;
}
