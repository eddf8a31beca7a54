/** What the phone's lock screen, a headset's button and the keyboard's media keys show and do. */
import { onLocale, type Text, wordsOf } from '../../texts/locale.ts';

/** Texts of a page that is gone are not said again. */
let present: MediaControls | undefined;
onLocale(() => present?.say());

export class MediaControls {
  readonly #title: Text;
  readonly #session: MediaSession | undefined = navigator.mediaSession;

  /** @param title In the page's language, again when that changes. @param onPause Somebody pauses or goes on, elsewhere than in the page. */
  constructor(title: Text, onPause: (isPaused: boolean) => void) {
    this.#title = title;
    present = this;
    this.#handle('play', () => onPause(false));
    this.#handle('pause', () => onPause(true));
    this.#handle('stop', () => onPause(true));
    this.say();
  }

  say(): void {
    if (this.#session) this.#session.metadata = new MediaMetadata({ title: wordsOf(this.#title), artist: 'Rostrum' });
  }

  set state(state: MediaSessionPlaybackState) {
    if (this.#session && this.#session.playbackState !== state) this.#session.playbackState = state;
  }

  close(): void {
    if (present === this) present = undefined;
    if (this.#session === undefined) return;
    this.#session.metadata = null;
    this.state = 'none';
    for (const action of ['play', 'pause', 'stop'] as const) this.#handle(action, null);
  }

  #handle(action: MediaSessionAction, handler: MediaSessionActionHandler | null): void {
    try {
      this.#session?.setActionHandler(action, handler);
    } catch {
      // A browser that does not know this action throws.
    }
  }
}
