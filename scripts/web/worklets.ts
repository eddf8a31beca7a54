/**
 * Builds `import url from './x.worklet.ts?worker&url'` as a part of the pages. Vite bundles each worklet on its own, with
 * another copy of all that the page has too; here both import the same files.
 */
import type { Plugin } from 'vite';

const WORKLET = /^(.*\.worklet\.ts)\?worker&url$/;
const PREFIX = '\0worklet:';

export function worklets(): Plugin {
  return {
    name: 'worklets',
    enforce: 'pre',
    async resolveId(source, importer) {
      const [, file] = WORKLET.exec(source) ?? [];
      const found = file === undefined ? undefined : await this.resolve(file, importer);
      return found && PREFIX + found.id;
    },
    load(id) {
      if (!id.startsWith(PREFIX)) return undefined;
      const reference = this.emitFile({ type: 'chunk', id: id.slice(PREFIX.length) });
      return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
    },
  };
}
