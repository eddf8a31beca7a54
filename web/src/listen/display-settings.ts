/** How captions are shown, as a listener set it. Pure. */

export const ORIGINAL_PLACES = ['beside', 'below', 'off'] as const;
/** Where the speaker's own words are. On a narrow screen, beside means below. */
export type OriginalPlace = (typeof ORIGINAL_PLACES)[number];

export interface DisplaySettings {
  /** Of the captions' letters, 16 to 64, at the browser's usual text size. */
  readonly sizePx: number;
  readonly isHighContrast: boolean;
  readonly original: OriginalPlace;
}

export const SIZE_PX = { min: 16, max: 64, step: 4, usual: 24 } as const;

/** @returns a size that exists, nearest to the given one. */
export function toSize(px: number): number {
  if (!Number.isFinite(px)) return SIZE_PX.usual;
  const steps = Math.round((px - SIZE_PX.min) / SIZE_PX.step);
  return Math.min(SIZE_PX.max, Math.max(SIZE_PX.min, SIZE_PX.min + steps * SIZE_PX.step));
}

/** @param kept What `writeDisplay` made, or anything else. @param original Where it is until the listener says. */
export function readDisplay(kept: string | undefined, original: OriginalPlace): DisplaySettings {
  const said = Object(parse(kept)) as Record<string, unknown>;
  return {
    sizePx: toSize(Number(said.sizePx ?? SIZE_PX.usual)),
    isHighContrast: said.isHighContrast === true,
    original: ORIGINAL_PLACES.find((place) => place === said.original) ?? original,
  };
}

export function writeDisplay(settings: DisplaySettings): string {
  return JSON.stringify(settings);
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
