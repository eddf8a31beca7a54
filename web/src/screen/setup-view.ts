/** For the person who sets up a screen: the form, how the screen will look, and its address. */

import { isSessionId } from '../../../src/protocol/session-id.ts';
import { copyButton } from '../copy-button.ts';
import { el, field, setText, show } from '../dom.ts';
import { Offers } from '../offers.ts';
import { OWN_SERVER } from '../own-server.ts';
import { askServer } from '../server-answers.ts';
import { asLocale, textsIn } from '../texts/locale.ts';
import { SCREEN } from '../texts/screen.ts';
import { ORIGINAL, type ScreenSettings, toScreenQuery } from './screen-settings.ts';
import { SetupForm } from './setup-form.ts';
import { Stage } from './stage.ts';

/** The screen that is imitated: as most projectors and OBS have it. */
const SCREEN_PX = { width: 1_920, height: 1_080 };

export class SetupView {
  readonly view: HTMLElement;
  readonly #form: SetupForm;
  readonly #preview = el('div', { class: 'preview', 'data-preview': '' });
  readonly #address = el('input', { type: 'text', readonly: true, name: 'address' });
  readonly #open = el('a', { class: 'button primary', target: '_blank', rel: 'noopener' }, SCREEN.open);
  readonly #copy = copyButton(this.#address, SCREEN, 'copy');
  readonly #problem = el('p', { class: 'problem', role: 'status' });
  readonly #settings: ScreenSettings;
  readonly #offers = new Offers(() => this.#offer());
  #stage: Stage | undefined;

  constructor(settings: ScreenSettings) {
    this.#settings = settings;
    this.#form = new SetupForm(settings);
    this.view = el(
      'div',
      {},
      el('h1', {}, SCREEN.heading),
      el('p', { class: 'lead' }, SCREEN.lead),
      el(
        'div',
        { class: 'columns even' },
        this.#form.view,
        el(
          'section',
          { class: 'card result' },
          el('h2', {}, SCREEN.preview),
          this.#preview,
          field(SCREEN.address, this.#address),
          this.#problem,
          el('div', { class: 'row' }, this.#open, this.#copy),
          el('p', { class: 'hint' }, SCREEN.fullScreen),
        ),
      ),
    );
    this.#form.view.addEventListener('input', () => this.#show());
    new ResizeObserver(() => this.#scale()).observe(this.#preview);
    void this.#offer();
  }

  async #offer(): Promise<void> {
    const said = await askServer(this.#settings.server ?? OWN_SERVER);
    this.#offers.set(said.info);
    this.#form.offer(this.#offers.languages);
    this.#show();
  }

  #show(): void {
    const { settings } = this.#form;
    const isComplete = isSessionId(settings.code);
    const url = new URL('screen', location.href);
    url.search = String(toScreenQuery(settings));
    this.#address.value = isComplete ? url.href : '';
    this.#copy.disabled = !isComplete;
    show(this.#open, isComplete);
    this.#open.href = url.href;
    setText(this.#problem, isComplete ? '' : SCREEN.wrongCode);
    void this.#imitate(settings);
  }

  async #imitate(settings: ScreenSettings): Promise<void> {
    const samples = await Promise.all(settings.languages.map(sampleIn));
    const stage = new Stage(settings, SCREEN_PX.width);
    this.#stage = stage;
    this.#preview.replaceChildren(stage.view);
    this.#scale();
    settings.languages.forEach((language, i) => {
      const text = samples[i] ?? '';
      for (let line = 0; line < settings.lines; line++)
        stage.block(language)?.add({ text, isPartial: false }, asLocale(language) ?? 'en');
    });
    if (settings.qr !== 'off') stage.invite(this.#offers.info.addresses ?? []);
  }

  #scale(): void {
    const { clientWidth } = this.#preview;
    if (this.#stage) this.#stage.view.style.transform = `scale(${clientWidth / SCREEN_PX.width})`;
  }
}

/** A sentence of the page's own in that language. */
async function sampleIn(language: string): Promise<string> {
  const code = asLocale(language);
  if (language === ORIGINAL || code === undefined) return SCREEN.originalSample;
  return (await textsIn(code)).words.none;
}
