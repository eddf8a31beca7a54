/** The first page: what this is, the ways in, and a demo. */

import { el } from '../dom.ts';
import { Offers } from '../offers.ts';
import { OWN_SERVER } from '../own-server.ts';
import { askServer } from '../server-answers.ts';
import { mount } from '../shell.ts';
import { START } from '../texts/start.ts';
import { codeForm } from './code-form.ts';
import { Demo } from './demo/demo.ts';
import { picture } from './picture.ts';
import { howItWorks } from './steps.ts';

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
  const { info } = await askServer(OWN_SERVER);
  // Once it has a voice to offer, it is not asked again.
  offers.set(info);
  demo.take(offers.info);
  // Not every server has this page, nor shows it to everybody.
  if (!info.hasInside || more.hasChildNodes()) return;
  more.append(el('a', { href: './inside' }, START.inside), ' ', el('span', { class: 'hint' }, START.insideLead));
}
