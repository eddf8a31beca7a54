/** Types of browsers.mjs, which is plain JavaScript because setup runs before any package is installed. */

/** The command that installs a browser. */
export declare const INSTALL_BROWSER: string;

/** The path of the first browser found. */
export declare function findBrowser(): string | undefined;
/** The command that installs Firefox. */
export declare const INSTALL_FIREFOX: string;
/** @returns the path of the first Firefox found. */
export declare function findFirefox(): string | undefined;
