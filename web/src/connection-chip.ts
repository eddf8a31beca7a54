/** Shows the state of the connection. */
import type { ConnectionChange } from '../../src/client/client-events.ts';
import { Chip, type Mood } from './chip.ts';

const MOODS: Readonly<Record<ConnectionChange['state'] | 'idle', Mood>> = {
  idle: 'quiet',
  connecting: 'busy',
  open: 'good',
  reconnecting: 'busy',
  closed: 'quiet',
};

export class ConnectionChip {
  readonly #chip = new Chip('connection', (t) => t.connection.label);

  constructor() {
    this.set('idle');
  }

  get view(): HTMLElement {
    return this.#chip.view;
  }

  set(state: ConnectionChange['state'] | 'idle'): void {
    this.#chip.set(state, (t) => t.connection[state], MOODS[state]);
  }
}
