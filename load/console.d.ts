/** k6 has a console, but its types do not declare it. */
declare const console: { error(text: string): void };
