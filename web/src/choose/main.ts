/** The first page: what this is, the ways in, and a demo. */
import { el } from '../dom.ts';
import { Offers } from '../offers.ts';
import { parseServerInfo, UNKNOWN } from '../server-info.ts';
import { mount } from '../shell.ts';
import { START } from '../texts/start.ts';
import { codeForm } from './code-form.ts';
import { Demo } from './demo/demo.ts';
import { picture } from './picture.ts';
import { howItWorks } from './steps.ts';

/** Without an answer by then there is no demo, ms. */
const ANSWER_WITHIN_MS = 5_000;

const demo = new Demo();
const offers = new Offers(() => ask());
const more = el('p', { class: 'more' });

mount(
  'choose',
  START.title,
  el(
    'section',
    { class: 'hero' },
    el(
      'div',
      {},
      el('h1', {}, ...START.heading.flatMap((line) => [el('span', {}, line), ' '])),
      el('p', { class: 'lead' }, START.lead),
      el('div', { class: 'ways' }, el('a', { class: 'way', href: './speak' }, START.speak), codeForm()),
    ),
    picture(),
  ),
  demo.view,
  howItWorks(),
  more,
);
void ask();

async function ask(): Promise<void> {
  const health = await fetch('./health', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(() => undefined);
  const said = (await health?.json().catch(() => undefined)) as Readonly<Record<string, unknown>> | undefined;
  // Once it has a voice to offer, it is not asked again.
  offers.set(said === undefined ? UNKNOWN : parseServerInfo(said));
  demo.take(offers.info);
  // Not every server has this page, nor shows it to everybody.
  if (said?.inside !== true || more.hasChildNodes()) return;
  more.append(el('a', { href: './inside' }, START.inside), ' ', el('span', { class: 'hint' }, START.insideLead));
}
