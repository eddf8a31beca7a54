/** The first page: to speak, or to listen. */
import { el } from '../dom.ts';
import { mount } from '../shell.ts';
import { TEXTS } from '../texts.ts';

const { choose } = TEXTS;
const way = (href: string, title: string, lead: string) =>
  el('li', {}, el('a', { class: 'way', href }, el('strong', {}, title), el('span', {}, lead)));

mount(
  'choose',
  el('h1', {}, choose.heading),
  el('p', { class: 'lead' }, choose.lead),
  el(
    'ul',
    { class: 'ways' },
    way('./speak', choose.speak, choose.speakLead),
    way('./listen', choose.listen, choose.listenLead),
  ),
);
