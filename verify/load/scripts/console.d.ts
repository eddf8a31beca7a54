/** k6 has one, which its own types leave out. */
declare const console: { error(text: string): void };
