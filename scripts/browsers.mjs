/** Finds the browsers for the tests of the pages. Plain JavaScript, because setup runs before any package is installed. */
import { existsSync } from 'node:fs';

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The command that installs a browser. */
export const INSTALL_BROWSER = 'apt-get install --no-install-recommends chromium';

/** @returns {string | undefined} the path of the first browser found */
export function findBrowser() {
  return PATHS.find((path) => existsSync(path));
}

/** The command that installs Firefox, in which the pages are loaded and heard too. */
export const INSTALL_FIREFOX = 'apt-get install --no-install-recommends firefox-esr';

/** @returns {string | undefined} the path of the first Firefox found */
export function findFirefox() {
  return FIREFOX.find((path) => existsSync(path));
}
