/** Says how a server that only this computer reaches is opened to the hall, with the command to copy. */
import { copyButton } from './copy-button.ts';
import { el } from './dom.ts';
import type { ServerInfo } from './server-info.ts';
import { REACH } from './texts/reach.ts';

const COPY = { copy: REACH.copyCommand, copied: 'Copied', notCopied: 'Select it and copy it' };

/** @param info of a server that nobody else reaches by the page's address. */
export function openToHall({ addresses }: Pick<ServerInfo, 'addresses'>): HTMLElement {
  const heading = el('strong', {}, REACH.heading);
  // Not every server is opened by this command: one in AWS mode is open, and asked for by the wrong name.
  if (addresses === undefined)
    return el('div', { class: 'closed', 'data-reach': 'name' }, heading, el('p', {}, REACH.byName));
  const command = el('input', {
    ...{ type: 'text', class: 'command', name: 'command', readonly: true, value: REACH.command },
    ...{ 'aria-label': REACH.open, size: REACH.command.length },
  });
  return el(
    'div',
    { class: 'closed', 'data-reach': 'command' },
    heading,
    el(
      'ol',
      {},
      el('li', {}, REACH.open, el('div', { class: 'row' }, command, copyButton(command, COPY, 'copy-command'))),
      el('li', {}, REACH.after),
      el('li', {}, REACH.secure),
    ),
  );
}
