/** Finds the places in source files that repeat each other: exactly, or in shape. Reads no file. */
import { type Area, areaOf } from './areas.ts';
import { type CountedLine, countedLines } from './counted-lines.ts';
import { apart, findPairs, type Pair, type Place } from './pairs.ts';
import { shapeOf } from './shape.ts';

export interface Source {
  readonly name: string;
  readonly text: string;
}

/** From the first counted line to the last, with all lines between them. */
export interface Range {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

export interface Repeat {
  readonly first: Range;
  readonly second: Range;
  /** Number of counted lines. */
  readonly lines: number;
  readonly area: Area;
}

/** Declarations and lists (the same line many times) are not code that could be shared. */
export type ShapeKind = 'code' | 'declaration' | 'list';
export interface ShapeRepeat extends Repeat {
  readonly kind: ShapeKind;
}

export interface Repeats {
  readonly identical: readonly Repeat[];
  readonly shapes: readonly ShapeRepeat[];
}

/** A repeat with fewer different shapes is a list. */
const LEAST_SHAPES = 4;

export function findRepeats(sources: readonly Source[], min: number, withShapes: boolean): Repeats {
  const files = sources.map(({ name, text }) => ({ name, lines: countedLines(text) }));
  const texts = files.map(({ lines }) => lines.map(({ text }) => text));
  const toLines = ({ file, start }: Place, length: number) => files[file]?.lines.slice(start, start + length) ?? [];
  const rangeOf = (place: Place, length: number): Range => {
    const lines = toLines(place, length);
    return { file: files[place.file]?.name ?? '', from: lines[0]?.number ?? 0, to: lines.at(-1)?.number ?? 0 };
  };
  const repeatOf = ({ first, second, length }: Pair): Repeat => {
    const [a, b] = [rangeOf(first, length), rangeOf(second, length)];
    return { first: a, second: b, lines: length, area: areaOf(a.file, b.file) };
  };
  const pairs = findPairs(texts, min);
  const identical = pairs.map(repeatOf);
  if (!withShapes) return { identical, shapes: [] };
  const shapes = texts.map((lines) => lines.map(shapeOf));
  const alike = apart(findPairs(shapes, min), pairs);
  return {
    identical,
    shapes: alike.map((pair) => ({ ...repeatOf(pair), kind: kindOf(toLines(pair.first, pair.length)) })),
  };
}

function kindOf(lines: readonly CountedLine[]): ShapeKind {
  if (lines.filter(({ isDeclaration }) => isDeclaration).length * 2 > lines.length) return 'declaration';
  return new Set(lines.map(({ text }) => shapeOf(text))).size < LEAST_SHAPES ? 'list' : 'code';
}
