/** The built web pages: read once, answered from memory. The map is fixed, so a path cannot lead to other files. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { HttpAnswer, HttpRequestInfo } from './http-types.ts';

/** Next to the compiled server, independent of the working folder. */
const BUILT = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../dist/web' : '../../web', import.meta.url),
);

/** Above these limits the folder is not our build's output, and the start fails with one line. */
const MAX_FILES = 200;
const MAX_BYTES = 32 * 1024 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wav': 'audio/wav',
};
const COMPRESSIBLE = ['.html', '.js', '.css', '.svg'];
/** With less memory zlib adapts its codes to the text more often: a little smaller than with its default, 8. */
const GZIP = { level: 9, memLevel: 6 };
/** Behind the name of a file: the build has compressed it. */
const BROTLI = '.br';

/** The build names these files after their content. */
const HASHED = /^\/assets\//;
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Only our own scripts and styles are allowed. A page may connect to any Rostrum over TLS, and to one on this machine
 * without TLS. 'self' is the server that the page came from, also by WebSocket.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "worker-src 'self'",
  `connect-src 'self' https: wss: ${['localhost:*', '127.0.0.1:*'].map((host) => `http://${host} ws://${host}`).join(' ')}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const FOR_ALL = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
const FOR_PAGES = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'permissions-policy': 'microphone=(self), camera=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** The pages' addresses. Without a build they answer 503. */
const PAGE_PATHS = ['/', '/speak', '/listen', '/screen', '/poster', '/inside'];
export const PAGES_NOT_BUILT = 'The pages are not built: npm run build makes them.';

interface Form {
  readonly body: Uint8Array;
  readonly etag: string;
}

interface Asset {
  readonly plain: Form;
  /** Compressed, the smallest first. Empty for types that are not compressible. */
  readonly packed: readonly (Form & { readonly coding: string })[];
  readonly isPage: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

export class WebPages {
  readonly #assets: ReadonlyMap<string, Asset>;

  /** @param folder The build's output; if it does not exist, there are no pages. @throws Error when it is too large. */
  constructor(folder = BUILT) {
    this.#assets = existsSync(folder) ? read(folder) : new Map();
  }

  get areBuilt(): boolean {
    return this.#assets.has('/');
  }

  /**
   * @returns undefined for other paths and methods, and for a page that a program requests: the wire contract says how
   * such a request is answered.
   */
  answer({ method, path, header }: Pick<HttpRequestInfo, 'method' | 'path' | 'header'>): HttpAnswer | undefined {
    if (method !== 'GET') return undefined;
    if (!this.areBuilt && PAGE_PATHS.includes(path) && wantsHtml(header('accept'))) {
      return {
        status: 503,
        headers: { 'content-type': 'text/plain; charset=utf-8', ...FOR_ALL },
        body: `${PAGES_NOT_BUILT}\n`,
      };
    }
    const asset = this.#assets.get(path);
    if (asset === undefined || (asset.isPage && !wantsHtml(header('accept')))) return undefined;
    const packed = asset.packed.find(({ coding }) => takes(coding, header('accept-encoding')));
    const form = packed ?? asset.plain;
    const headers = {
      ...asset.headers,
      etag: form.etag,
      ...(packed ? { 'content-encoding': packed.coding } : {}),
    };
    if (isKnown(form.etag, header('if-none-match'))) return { status: 304, headers };
    return { status: 200, headers, body: form.body };
  }
}

/** @returns whether there is a page at `/`. */
export function arePagesBuilt(): boolean {
  return existsSync(join(BUILT, 'index.html'));
}

/** Browsers name text/html. Programs that accept anything want the API. */
function wantsHtml(accept: string): boolean {
  return accept.split(',').some((range) => range.split(';')[0]?.trim().toLowerCase() === 'text/html');
}

function read(folder: string): Map<string, Asset> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (entries.length > MAX_FILES) throw new Error(`${folder}: ${entries.length} files, over ${MAX_FILES}`);
  const assets = new Map<string, Asset>();
  const files = new Map<string, Uint8Array>();
  let size = 0;
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const body = readFileSync(file);
    size += body.byteLength;
    if (size > MAX_BYTES) throw new Error(`${folder}: over ${MAX_BYTES} bytes`);
    files.set(relative(folder, file), body);
  }
  for (const [file, body] of files) {
    if (file.endsWith(BROTLI)) continue;
    const path = toPath(file);
    assets.set(path, toAsset(path, extname(file), body, files.get(file + BROTLI)));
  }
  return assets;
}

/** `speak.html` is at `/speak`, `index.html` at `/`. */
function toPath(file: string): string {
  return `/${file.split(sep).join('/')}`.replace(/\.html$/, '').replace(/\/index$/, '/');
}

/** @param brotli The same body, as the build has compressed it: that takes seconds. */
function toAsset(path: string, extension: string, body: Uint8Array, brotli: Uint8Array | undefined): Asset {
  const isPage = extension === '.html';
  const isCompressible = COMPRESSIBLE.includes(extension);
  return {
    isPage,
    plain: toForm(body),
    packed: [
      ...(brotli ? [{ coding: 'br', ...toForm(brotli) }] : []),
      ...(isCompressible ? [{ coding: 'gzip', ...toForm(gzipSync(body, GZIP)) }] : []),
    ],
    headers: {
      'content-type': TYPES[extension] ?? 'application/octet-stream',
      'cache-control': HASHED.test(path) ? FOR_EVER : 'no-cache',
      ...(isPage ? { vary: 'accept, accept-encoding' } : isCompressible ? { vary: 'accept-encoding' } : {}),
      ...FOR_ALL,
      ...(isPage ? FOR_PAGES : {}),
    },
  };
}

function toForm(body: Uint8Array): Form {
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

function takes(coding: string, acceptEncoding: string): boolean {
  return acceptEncoding.split(',').some((each) => {
    const [name, weight] = each.split(';').map((part) => part.trim().toLowerCase());
    return name === coding && !/^q=0(\.0*)?$/.test(weight ?? '');
  });
}

function isKnown(etag: string, ifNoneMatch: string): boolean {
  return ifNoneMatch.split(',').some((known) => known.trim() === '*' || known.trim().replace(/^W\//, '') === etag);
}
