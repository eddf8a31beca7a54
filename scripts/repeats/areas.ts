/** The area of a file, by its folder: what is shipped, the programs that run and measure it, or tests. */

export const AREAS = ['product', 'programs', 'product and programs', 'test', 'test and others'] as const;
export type Area = (typeof AREAS)[number];

/** Includes `src/embedded/`, the old place of `emulators/`. All other folders except test/ are programs. */
const PRODUCT = /^(src|pipeline|web|emulators)\//;
const TEST = /^test\//;

export function areaOf(first: string, second: string): Area {
  const [a, b] = [ownArea(first), ownArea(second)];
  if (a === b) return a;
  return a === 'test' || b === 'test' ? 'test and others' : 'product and programs';
}

export function isOfTests(area: Area): boolean {
  return area === 'test' || area === 'test and others';
}

function ownArea(file: string): 'product' | 'programs' | 'test' {
  if (PRODUCT.test(file)) return 'product';
  return TEST.test(file) ? 'test' : 'programs';
}
