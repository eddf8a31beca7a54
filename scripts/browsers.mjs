/** Where a browser for the tests of the pages is looked for. Plain JavaScript: setup runs before any package is there. */
import { existsSync } from 'node:fs';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** What to do where none is. */
export const INSTALL_BROWSER = 'apt-get install --no-install-recommends chromium';

/** @returns {string | undefined} the path of the first that is there */
export function findBrowser() {
  return PATHS.find((path) => existsSync(path));
}
