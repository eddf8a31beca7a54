/** The first page: to speak, or to listen. */
import { el } from '../dom.ts';
import { mount } from '../shell.ts';
import { TEXTS } from '../texts.ts';

const { choose } = TEXTS;
const way = (href: string, title: string, lead: string) =>
  el('li', {}, el('a', { class: 'way', href }, el('strong', {}, title), el('span', {}, lead)));

const ways = el(
  'ul',
  { class: 'ways' },
  way('./speak', choose.speak, choose.speakLead),
  way('./listen', choose.listen, choose.listenLead),
);

mount('choose', el('h1', {}, choose.heading), el('p', { class: 'lead' }, choose.lead), ways);
void offerInside();

/** Shows the link to /inside only if the server offers that page here. */
async function offerInside(): Promise<void> {
  const health = await fetch('./health').catch(() => undefined);
  const said = (await health?.json().catch(() => undefined)) as { readonly inside?: unknown } | undefined;
  if (said?.inside === true) ways.append(way('./inside', choose.inside, choose.insideLead));
}
