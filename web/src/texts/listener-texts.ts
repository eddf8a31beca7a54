/** Every text that a listener sees, in one language: the shape of a file in `locales/`. A missing key does not compile. */
import type { ListenCondition } from '../listen/condition.ts';

/** Codes of errors that have a text of their own. Others are shown in the server's words. */
export type KnownError =
  | 'CONNECT_FAILED'
  | 'CONNECTION_CLOSED'
  | 'RECONNECT_FAILED'
  | 'REQUEST_TIMEOUT'
  | 'SESSION_NOT_FOUND'
  | 'INVALID_SESSION_ID'
  | 'SESSION_FULL'
  | 'SESSION_EXISTS'
  | 'INVALID_TOKEN'
  | 'FORBIDDEN'
  | 'RATE_LIMIT_EXCEEDED'
  | 'UNSUPPORTED_LANGUAGE'
  | 'SERVICE_UNAVAILABLE'
  | 'TRANSCRIBE_UNAVAILABLE';

export interface ListenerTexts {
  /** Title of the window. */
  readonly title: string;
  /** Link to the content, for people without a mouse. */
  readonly skip: string;
  /** Before the session. */
  readonly join: {
    readonly heading: string;
    readonly code: string;
    /** @param example A session code. */
    codeHint(example: string): string;
    readonly choose: string;
    readonly joining: string;
    /** Two choices. */
    readonly how: string;
    readonly soundAndText: string;
    readonly textOnly: string;
    /** Beside a language without a voice. */
    readonly textOnlyHere: string;
    readonly again: string;
  };
  /** The line above the captions. `inLine` may add the seconds until the next attempt. */
  readonly status: Readonly<Record<ListenCondition, string>> & {
    /** @param seconds Formatted, with the unit. */
    nextTry(seconds: string): string;
  };
  /** The controls below the captions. Each says what it does next. */
  readonly bar: {
    readonly label: string;
    readonly pause: string;
    readonly play: string;
    readonly volume: string;
    readonly language: string;
    readonly display: string;
    readonly leave: string;
    readonly fullScreen: string;
    readonly leaveFullScreen: string;
    readonly newest: string;
    /** @param count New lines below what is shown. */
    newLines(count: number): string;
  };
  /** How captions look. */
  readonly display: {
    readonly size: string;
    readonly smaller: string;
    readonly larger: string;
    readonly contrast: string;
    readonly original: string;
    readonly beside: string;
    readonly below: string;
    readonly off: string;
  };
  readonly sound: {
    readonly hear: string;
    readonly off: string;
    readonly resume: string;
    readonly earphones: string;
    readonly noVoice: string;
    readonly insecure: string;
    readonly unsupported: string;
    readonly broken: string;
    readonly unplayable: string;
    readonly skippedAhead: string;
    readonly level: string;
    /** @param percent Formatted, with its sign. */
    faster(percent: string): string;
    /** Shown by the phone's lock screen. @param code The session's. */
    playing(code: string): string;
  };
  readonly words: {
    readonly translation: string;
    readonly none: string;
    readonly original: string;
    readonly noOriginal: string;
    /** A caption that is not translated. */
    readonly untranslated: string;
  };
  /** Keeping the words. */
  readonly keep: {
    readonly title: string;
    readonly lead: string;
    readonly which: string;
    readonly copy: string;
    readonly copied: string;
    readonly notCopied: string;
    /** @param format Such as SRT. */
    download(format: string): string;
    readonly empty: string;
    readonly remove: string;
    /** What the button says after it was pressed once. */
    readonly removeSure: string;
    readonly removed: string;
    readonly notKept: string;
    readonly oldestDropped: string;
    /** Marks the place where the session's clock began again. */
    readonly beganAgain: string;
    /** @param code Of an earlier session. */
    sessionRemoved(code: string): string;
    /** Heading of what is kept of earlier sessions. */
    readonly earlier: string;
    /** @param count Lines of text. */
    lines(count: number): string;
  };
  readonly numbers: {
    readonly title: string;
    readonly played: string;
    readonly waiting: string;
    readonly skipped: string;
    readonly late: string;
  };
  readonly notices: {
    readonly dismiss: string;
    readonly draining: string;
    readonly ending: string;
    readonly left: string;
  };
  /** Why the session is over. */
  readonly ends: Readonly<Record<'ended' | 'speakerDisconnected' | 'expired' | 'rateLimit', string>>;
  readonly errors: Readonly<Record<KnownError, string>>;
  readonly connection: Readonly<Record<'label' | 'idle' | 'connecting' | 'open' | 'reconnecting' | 'closed', string>>;
  readonly server: {
    readonly summary: string;
    readonly address: string;
    readonly addressHint: string;
    readonly wrongAddress: string;
    unreachable(address: string): string;
  };
  /** The hall's screen. */
  readonly screen: {
    readonly title: string;
    readonly waiting: string;
    readonly over: string;
    readonly reconnecting: string;
  };
  /** The printed sheet. */
  readonly poster: {
    readonly heading: string;
    readonly scan: string;
    readonly choose: string;
    readonly earphones: string;
  };
}
