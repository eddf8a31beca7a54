/**
 * What a TypeScript file imports and exports, read without a compiler: comments are dropped and strings set aside, then
 * import and export statements are plain patterns. Understands the ESM this repository is written in, nothing older.
 */

export interface Import {
  readonly specifier: string;
  /** `export … from` passes names on; `resource` is a file named for another thread or process to load. */
  readonly kind: 'import' | 'export' | 'dynamic' | 'resource';
}

export interface SourceScan {
  readonly imports: readonly Import[];
  /** `import(…)` of something that is not a plain string. */
  readonly hasUnknownImport: boolean;
  readonly hasDefaultExport: boolean;
  /** `process.env`, by whatever spelling. */
  readonly touchesEnvironment: boolean;
  /** The code without comments, each string replaced by its number in quotes. */
  readonly code: string;
  readonly lines: number;
}

export function scanSource(text: string): SourceScan {
  const { code, strings } = setStringsAside(text);
  const find = (pattern: RegExp, kind: Import['kind']): Import[] =>
    [...code.matchAll(pattern)].map((match) => ({ specifier: strings[Number(match[1])] ?? '', kind }));
  return {
    imports: [
      ...find(/\bimport\s*(?:[\w$*{}\s,]+?\bfrom\s*)?"(\d+)"/g, 'import'),
      ...find(/\bexport\s*(?:type\s*)?(?:\*(?:\s*as\s+[\w$]+)?|\{[^}]*\})\s*from\s*"(\d+)"/g, 'export'),
      ...find(/\b(?:import|require)\s*\(\s*"(\d+)"/g, 'dynamic'),
      ...find(/\bnew\s+URL\s*\(\s*"(\d+)"\s*,\s*import\.meta\.url/g, 'resource'),
    ],
    hasUnknownImport: /\b(?:import|require)\s*\(\s*[^"\s]/.test(code),
    hasDefaultExport: /\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/.test(code),
    touchesEnvironment: touchesEnvironment(code, strings),
    code,
    lines: text.replace(/\n$/, '').split('\n').length,
  };
}

function touchesEnvironment(code: string, strings: readonly string[]): boolean {
  if (/\bprocess\s*\??\.\s*env\b/.test(code) || /\bimport\.meta\.env\b/.test(code)) return true;
  if (/\{[^}]*\benv\b[^}]*\}\s*=\s*(?:globalThis\s*\.\s*)?process\b/.test(code)) return true;
  if ([...code.matchAll(/\bprocess\s*(?:\?\.)?\[\s*"(\d+)"/g)].some((match) => strings[Number(match[1])] === 'env'))
    return true;
  return [...code.matchAll(/\bimport\s*\{([^}]*)\}\s*from\s*"(\d+)"/g)].some(
    ([, names, from]) => /^(node:)?process$/.test(strings[Number(from)] ?? '') && /\benv\b/.test(names ?? ''),
  );
}

/** After one of these a slash begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|void|delete|throw|await|yield))\s*$/;

/** Drops comments and replaces every string, template piece and regular expression by its number in quotes. */
function setStringsAside(text: string): { code: string; strings: string[] } {
  const strings: string[] = [];
  let code = '';
  let at = 0;
  const take = (value: string) => {
    code += `"${strings.push(value) - 1}"`;
  };

  /** Up to the closing brace of a template's hole, or to the end. */
  const scanCode = (isHole: boolean): void => {
    let depth = 0;
    while (at < text.length) {
      const char = text.charAt(at);
      const pair = text.slice(at, at + 2);
      if (pair === '//') {
        at = endOf('\n');
      } else if (pair === '/*') {
        at += 2;
        at = endOf('*/') + 2;
        code += ' ';
      } else if (char === "'" || char === '"') {
        take(quoted(char));
      } else if (char === '`') {
        scanTemplate();
      } else if (char === '/' && BEFORE_REGEX.test(code.slice(-40))) {
        take(regex());
      } else {
        if (char === '{') depth += 1;
        if (char === '}') {
          if (isHole && depth === 0) return;
          depth -= 1;
        }
        code += char;
        at += 1;
      }
    }
  };

  const endOf = (mark: string): number => {
    const end = text.indexOf(mark, at);
    return end < 0 ? text.length : end;
  };

  const quoted = (quote: string): string => {
    const from = at + 1;
    at = from;
    while (at < text.length && text.charAt(at) !== quote) at += text.charAt(at) === '\\' ? 2 : 1;
    at += 1;
    return text.slice(from, at - 1);
  };

  const regex = (): string => {
    const from = at;
    let isInClass = false;
    at += 1;
    while (at < text.length && (isInClass || text.charAt(at) !== '/')) {
      if (text.charAt(at) === '[') isInClass = true;
      if (text.charAt(at) === ']') isInClass = false;
      at += text.charAt(at) === '\\' ? 2 : 1;
    }
    at += 1;
    return text.slice(from, at);
  };

  const scanTemplate = (): void => {
    let piece = '';
    let holes = 0;
    at += 1;
    while (at < text.length && text.charAt(at) !== '`') {
      if (text.startsWith('${', at)) {
        at += 2;
        holes += 1;
        // A template with a hole is no plain string: what it is called with cannot be known.
        code += '(';
        scanCode(true);
        code += ')';
        at += 1;
        continue;
      }
      const length = text.charAt(at) === '\\' ? 2 : 1;
      piece += text.slice(at, at + length);
      at += length;
    }
    at += 1;
    if (holes === 0) take(piece);
  };

  scanCode(false);
  return { code, strings };
}
