/** What a broadcast is given, and whom it tells of its end. */
import type { Notices } from '../notices.ts';
import type { Words } from '../texts/locale.ts';
import type { Target } from './desk/monitor-view.ts';
import type { TabSeat } from './desk/tab-seat.ts';
import type { SourceOpener } from './mic/source-opener.ts';
import type { SampleTalk } from './sample-talk.ts';
import type { StoredSession } from './stored-session.ts';

export interface BroadcastDeps {
  readonly notices: Notices;
  readonly url: string;
  readonly sourceLanguage: string;
  /** Opens the sources. The broadcast closes it at its end. */
  readonly opener: SourceOpener;
  /** The place of this tab among the browser's tabs. */
  readonly seat: TabSeat;
  /** The session that is resumed. */
  readonly left: StoredSession | undefined;
  /** The sample talk that suits the server's recogniser. */
  sample(): SampleTalk;
  /** The translations that the server offers. */
  targets(): readonly Target[];
  /** Server in the listeners' link. Undefined: the page's own server. */
  readonly server: string | undefined;
  /**
   * @param reason In words.
   * @param left What stays to be done after the session.
   * @param taken The session, if somebody has taken it over.
   */
  onOver(reason: Words, left: readonly HTMLElement[], taken: StoredSession | undefined): void;
}
