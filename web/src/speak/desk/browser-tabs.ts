/** The browser's parts of the place that one tab has: its channel between tabs, and its locks. */
import { pause } from '../../pause.ts';
import { CHANNEL, type TabMessage, TabSeat } from './tab-seat.ts';

/** @returns the place of this tab, for as long as the page lives. */
export function openTabSeat(): TabSeat {
  const channel = new BroadcastChannel(CHANNEL);
  return new TabSeat({
    channel: {
      say: (message) => channel.postMessage(message),
      onSaid: (listener) => channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => listener(data)),
    },
    // Undefined on a page that came over plain http, whatever its type says.
    locks: navigator.locks as LockManager | undefined,
    wait: pause,
  });
}
