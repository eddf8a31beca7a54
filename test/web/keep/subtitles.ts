/** Reads subtitle files, strictly, for tests of what is written. */
import assert from 'node:assert/strict';

export interface ReadCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

const SRT_TIMES = /^(\d\d):([0-5]\d):([0-5]\d),(\d{3}) --> (\d\d):([0-5]\d):([0-5]\d),(\d{3})$/;
const VTT_TIMES = /^(\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3}) --> (\d{2,}):([0-5]\d):([0-5]\d)\.(\d{3})$/;
const CHARACTERS: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** SubRip as Windows programs want it: marked as UTF-8, numbered from 1, CRLF. */
export function readSrt(file: string): ReadCue[] {
  assert.ok(file.startsWith('\ufeff') && !/[^\r]\n|\r[^\n]/.test(file));
  const blocks = file.slice(1).split('\r\n\r\n');
  assert.equal(blocks.pop(), '');
  return blocks.map((block, i) => {
    const [number, times = '', ...lines] = block.split('\r\n');
    assert.equal(number, String(i + 1));
    return { ...spanOf(SRT_TIMES.exec(times)), lines };
  });
}

/** WebVTT, its notes left out and its characters decoded. */
export function readVtt(file: string): ReadCue[] {
  assert.ok(file.startsWith('WEBVTT\n') && file.endsWith('\n') && !file.includes('\r'));
  const blocks = file.slice(0, -1).split('\n\n').slice(1);
  return blocks.flatMap((block) => {
    const [times = '', ...lines] = block.split('\n');
    if (times.startsWith('NOTE ')) {
      assert.ok(lines.length === 0 && !block.includes('-->'));
      return [];
    }
    const text = lines.join('\n').replace(/^<lang \w+>(.*)<\/lang>$/s, '$1');
    assert.ok(!/[<>]|&(?!amp;|lt;|gt;)/.test(text), text);
    const decoded = text.replace(/&\w+;/g, (entity) => CHARACTERS[entity] ?? entity);
    return [{ ...spanOf(VTT_TIMES.exec(times)), lines: decoded.split('\n') }];
  });
}

function spanOf(times: RegExpExecArray | null): { startMs: number; endMs: number } {
  assert.ok(times, 'no line of times');
  const [h1, m1, s1, ms1, h2, m2, s2, ms2] = times.slice(1).map(Number) as [number, ...number[]];
  const ms = (h = 0, m = 0, s = 0, rest = 0) => ((h * 60 + m) * 60 + s) * 1_000 + rest;
  return { startMs: ms(h1, m1, s1, ms1), endMs: ms(h2, m2, s2, ms2) };
}
