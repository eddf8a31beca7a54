/** Types of browsers.mjs, which is plain JavaScript because setup runs before any package is there. */

/** What to do where none is. */
export declare const INSTALL_BROWSER: string;

/** The path of the first that is there. */
export declare function findBrowser(): string | undefined;
