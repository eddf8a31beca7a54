/** Types of browsers.mjs, which is plain JavaScript because setup runs before any package is installed. */

/** The command that installs a browser. */
export declare const INSTALL_BROWSER: string;

/** The path of the first browser found. */
export declare function findBrowser(): string | undefined;
