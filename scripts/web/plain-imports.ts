/**
 * Leaves `import('./x.ts')` to the browser. Vite would wrap it in 2 kB of code that load the style sheets of such modules, which
 * have none here, and the files that they import: the pages have these already, or get them with the module.
 */
import type { Plugin } from 'vite';

/** A virtual module of Vite, which each wrapped import calls. */
export const WRAPPER = '\0vite/preload-helper.js';

export function plainImports(): Plugin {
  return {
    name: 'plain-imports',
    enforce: 'pre',
    load: (id) => (id === WRAPPER ? 'export const __vitePreload = (load) => load();' : undefined),
    // The place where Vite puts the list of those files.
    renderChunk: (code) => ({ code: code.replaceAll(', __VITE_PRELOAD__, import.meta.url)', ')'), map: null }),
  };
}
