/** The files that people keep: plain text, SubRip and WebVTT. Pure. */
import { runningText } from '../running-text.ts';
import { type Cue, toCues } from './cue.ts';
import { directed } from './direction.ts';
import type { KeptLine } from './kept-line.ts';
import type { Kind } from './kept-record.ts';

export const FORMATS = ['txt', 'srt', 'vtt'] as const;
export type Format = (typeof FORMATS)[number];

export interface FileNotes {
  /** Said where the session's clock began again. */
  readonly newClock: string;
  /** Said at the beginning if the first words are missing. Undefined: they are there. */
  readonly cut: string | undefined;
}

/** Windows programs take a file with this mark for UTF-8. WebVTT always is. */
const BYTE_ORDER_MARK = '\ufeff';
const CRLF = '\r\n';
const TYPES: Readonly<Record<Format, string>> = { txt: 'text/plain', srt: 'application/x-subrip', vtt: 'text/vtt' };

/** @returns the MIME type of a file. */
export function typeOf(format: Format): string {
  return `${TYPES[format]};charset=utf-8`;
}

/** @returns such as golden-eagle-427_2026-11-30.es.srt: players read the language from before the extension. */
export function fileName(sessionId: string, kind: Kind, language: string, date: Date, format: Format): string {
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((n) => String(n).padStart(2, '0'))
    .join('-');
  return `${sessionId}_${day}${kind === 'original' ? '_original' : ''}.${language}.${format}`;
}

/** @param language of the file; lines may be in another one. */
export function toFile(format: Format, lines: readonly KeptLine[], language: string, notes: FileNotes): string {
  if (format === 'txt') return BYTE_ORDER_MARK + toText(lines, notes, CRLF) + CRLF;
  return format === 'srt' ? BYTE_ORDER_MARK + toSrt(toCues(lines)) : toVtt(toCues(lines), language, notes);
}

/** @returns a line for each paragraph, and an empty one where the session's clock began again. */
export function toText(lines: readonly KeptLine[], { cut }: FileNotes, lineEnd = '\n'): string {
  const paragraphs = new Map<number, KeptLine[]>();
  for (const line of lines) paragraphs.set(line.paragraph, [...(paragraphs.get(line.paragraph) ?? []), line]);
  const texts = [...paragraphs.values()].flatMap((paragraph) => {
    const text = directed(runningText(paragraph).join(''), paragraph[0]?.language ?? '');
    return paragraph[0]?.isNewClock ? ['', text] : [text];
  });
  return [...(cut === undefined ? [] : [`[${cut}]`]), ...texts].join(lineEnd);
}

function toSrt(cues: readonly Cue[]): string {
  return cues
    .map((cue, i) => {
      const texts = cue.lines.map((text) => directed(withoutMarkup(text), cue.language));
      return [String(i + 1), timing(cue, ','), ...texts, '', ''].join(CRLF);
    })
    .join('');
}

function toVtt(cues: readonly Cue[], language: string, { newClock, cut }: FileNotes): string {
  const blocks = cues.flatMap((cue) => {
    const text = cue.lines.map((line) => escaped(directed(line, cue.language))).join('\n');
    const inLanguage = cue.language === language ? text : `<lang ${cue.language}>${text}</lang>`;
    const block = `${timing(cue, '.')}\n${inLanguage}`;
    return cue.isNewClock ? [note(newClock), block] : [block];
  });
  return `${['WEBVTT', ...(cut === undefined ? [] : [note(cut)]), ...blocks].join('\n\n')}\n`;
}

function note(text: string): string {
  return `NOTE ${text.replace(/\s+/g, ' ').replaceAll('-->', '→')}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** SubRip has no way to say that a character is no markup: what players would take for it gets another character. */
function withoutMarkup(text: string): string {
  return text
    .replaceAll('-->', '→')
    .replace(/<(?=[a-z/!])/giu, '‹')
    .replaceAll('{\\', '(\\');
}

/** @param point before the milliseconds. */
function timing({ startMs, endMs }: Cue, point: ',' | '.'): string {
  return `${time(startMs, point)} --> ${time(endMs, point)}`;
}

function time(ms: number, point: ',' | '.'): string {
  const parts = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1_000) % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':') + point + String(ms % 1_000).padStart(3, '0');
}
