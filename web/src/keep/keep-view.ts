/** What a person can do with the words of a session: copy them, save them as a file, delete them from this device. */
import { copyText } from '../clipboard.ts';
import { button, el, field, setText, show } from '../dom.ts';
import { texts, type Words } from '../texts/locale.ts';
import { languageName } from '../texts/names.ts';
import { download } from './download.ts';
import { type FileNotes, FORMATS, type Format, fileName, toFile, toText, typeOf } from './kept-file.ts';
import type { KeptWords, Track } from './kept-words.ts';
import { Redraw } from './redraw.ts';

/** Words are shown at most so often, ms: to count them takes its time. */
const REDRAW_MS = 1_000;
/** After this time without the second press nothing is deleted, ms. */
const ASKED_MS = 5_000;

export class KeepView {
  readonly view: HTMLElement;
  readonly #kept: KeptWords;
  readonly #which = el('select', { name: 'kept' });
  readonly #whichField = field((t) => t.keep.which, this.#which);
  readonly #count = el('p', { class: 'hint', 'data-kept-lines': 0 });
  readonly #said = el('p', { role: 'status', class: 'said' });
  readonly #notes = el('ul', { class: 'kept-notes' });
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #remove: HTMLButtonElement;
  #chosen = '';
  readonly #redraw = new Redraw(REDRAW_MS);
  #noted = '';
  /** The words were deleted, and it is said. */
  #isGone = false;
  /** Ends the question whether to delete: the button was pressed once. */
  #asked: AbortController | undefined;

  constructor(kept: KeptWords) {
    this.#kept = kept;
    this.#buttons = [
      button(
        (t) => t.keep.copy,
        () => void this.#copy(),
        { class: 'primary', 'data-keep': 'copy' },
      ),
      ...FORMATS.map((format) =>
        button(
          (t) => t.keep.download(format.toUpperCase()),
          () => this.#download(format),
          { 'data-keep': format },
        ),
      ),
    ];
    this.#remove = button(
      (t) => t.keep.remove,
      () => this.#askRemove(),
      { class: 'danger', 'data-keep': 'remove' },
    );
    this.#remove.addEventListener('blur', () => this.#ask(false));
    this.#which.addEventListener('change', () => {
      this.#chosen = this.#which.value;
      this.#update();
    });
    this.view = el(
      'div',
      { class: 'keep', role: 'group', 'aria-label': (t) => t.keep.title, tabindex: -1, 'data-kept': kept.sessionId },
      el('p', { class: 'hint' }, (t) => t.keep.lead),
      this.#whichField,
      this.#count,
      el('div', { class: 'keep-files' }, ...this.#buttons),
      this.#remove,
      this.#notes,
      this.#said,
    );
    kept.onChange = () => this.#later(this.#redraw.changed(performance.now()));
    // Without a size it is not shown, such as in a panel that is closed.
    new ResizeObserver(([place]) => {
      const isSeen = place !== undefined && place.contentRect.width > 0;
      this.#later(this.#redraw.seen(isSeen, performance.now()));
    }).observe(this.view);
    this.#update();
  }

  /** What stays to be done after the session: nothing without words. */
  get left(): readonly HTMLElement[] {
    return this.#track === undefined ? [] : [this.view];
  }

  /** @param waitMs Undefined: not at all. */
  #later(waitMs: number | undefined): void {
    if (waitMs === undefined) return;
    setTimeout(() => {
      if (this.#redraw.isNow) this.#update();
    }, waitMs);
  }

  /** Shows what there is now. */
  #update(): void {
    this.#redraw.drawn(performance.now());
    const { tracks } = this.#kept;
    this.#offer(tracks);
    const track = this.#track;
    const count = track === undefined ? 0 : this.#kept.countOf(track);
    setText(this.#count, count === 0 ? (t) => t.keep.empty : (t) => t.keep.lines(count));
    this.#count.dataset.keptLines = String(count);
    for (const element of [...this.#buttons, this.#remove]) element.disabled = count === 0;
    if (count > 0 && this.#isGone) setText(this.#said, '');
    if (count > 0) this.#isGone = false;
    this.#note();
  }

  /** What a person has chosen stays chosen. */
  #offer(tracks: readonly Track[]): void {
    show(this.#whichField, tracks.length > 1);
    const names = tracks.map(nameOf);
    if (names.join() === [...this.#which.options].map(({ value }) => value).join()) return;
    this.#which.replaceChildren(...tracks.map((track) => el('option', { value: nameOf(track) }, labelOf(track))));
    this.#which.value = names.includes(this.#chosen) ? this.#chosen : (names[0] ?? '');
  }

  #note(): void {
    const { isCut, isStored, removed } = this.#kept;
    const noted = JSON.stringify([removed, isCut, isStored]);
    if (noted === this.#noted) return;
    this.#noted = noted;
    const notes: Words[] = removed.map((code) => (t) => t.keep.sessionRemoved(code));
    if (isCut) notes.push((t) => t.keep.oldestDropped);
    if (!isStored) notes.push((t) => t.keep.notKept);
    this.#notes.replaceChildren(...notes.map((note) => el('li', {}, note)));
  }

  async #copy(): Promise<void> {
    const track = this.#track;
    if (track === undefined) return;
    const isCopied = await copyText(toText(this.#kept.lines(track), this.#fileNotes));
    setText(this.#said, '');
    setText(this.#said, isCopied ? (t) => t.keep.copied : (t) => t.keep.notCopied);
  }

  #download(format: Format): void {
    const track = this.#track;
    if (track === undefined) return;
    const { sessionId, sinceMs = Date.now() } = this.#kept;
    const name = fileName(sessionId, track.kind, track.language, new Date(sinceMs), format);
    const text = toFile(format, this.#kept.lines(track), track.language, this.#fileNotes);
    download(name, typeOf(format), text);
    setText(this.#said, name);
  }

  /** The second press deletes. */
  #askRemove(): void {
    if (this.#asked === undefined) {
      this.#ask(true);
      return;
    }
    this.#ask(false);
    this.#kept.forget(true);
    this.#update();
    this.#isGone = true;
    setText(this.#said, (t) => t.keep.removed);
    // Of the button, which cannot be pressed any more.
    this.view.focus();
  }

  #ask(isAsked: boolean): void {
    this.#asked?.abort();
    this.#asked = undefined;
    if (isAsked) this.#asked = this.#untilElsewhere();
    setText(this.#remove, isAsked ? (t) => t.keep.removeSure : (t) => t.keep.remove);
  }

  /** A press anywhere else, or some time without one, answers no: not every browser moves the focus with a press. */
  #untilElsewhere(): AbortController {
    const asked = new AbortController();
    const { signal } = asked;
    const elsewhere = ({ target }: Event) => {
      if (!(target instanceof Node && this.#remove.contains(target))) this.#ask(false);
    };
    document.addEventListener('pointerdown', elsewhere, { signal });
    const timer = setTimeout(() => this.#ask(false), ASKED_MS);
    signal.addEventListener('abort', () => clearTimeout(timer));
    return asked;
  }

  get #track(): Track | undefined {
    const { tracks } = this.#kept;
    return tracks.find((track) => nameOf(track) === this.#which.value) ?? tracks[0];
  }

  get #fileNotes(): FileNotes {
    const { beganAgain, oldestDropped } = texts().keep;
    return { newClock: beganAgain, cut: this.#kept.isCut ? oldestDropped : undefined };
  }
}

function nameOf({ kind, language }: Track): string {
  return `${kind}/${language}`;
}

function labelOf({ kind, language }: Track): Words {
  return (t) => `${kind === 'original' ? t.words.original : t.words.translation}: ${languageName(language)}`;
}
