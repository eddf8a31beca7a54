/** What an image may have in it. Looks at lists of files, not at files. */
import { type LockedPackage, productPackages } from '../release/product-packages.ts';

export interface ImageFile {
  /** Absolute, as in the image. */
  readonly path: string;
  readonly bytes: number;
  readonly mode: number;
}

export interface Layer {
  /** The instruction that makes it. */
  readonly made: string;
  readonly files: readonly ImageFile[];
}

/** @param locked the packages of package-lock.json. @returns a line for each thing that is wrong with the image for AWS. */
export function problemsOf(layers: readonly Layer[], locked: Readonly<Record<string, LockedPackage>>): string[] {
  const files = layers.flatMap((layer) => layer.files);
  const paths = new Set(files.map(({ path }) => path));
  const wanted = new Set(productPackages(locked).map(([path]) => path));
  const own = files.filter(({ path }) => !path.includes('/node_modules/'));
  const sockets = files.filter(({ path }) => /\/uws-node\d+\/.*\.node$/.test(path));
  const entry = files.find(({ path }) => path === '/app/bin/rostrum');
  return [
    ...[...packagesIn(paths)].filter((path) => !wanted.has(path)).map((path) => `${path} is no package of the product`),
    ...own.filter(({ path }) => !isProduct(path)).map(({ path }) => `${path} does not belong in an image`),
    ...(sockets.length === 1 ? [] : [`${sockets.length} socket libraries, not one`]),
    ...files.filter(({ mode }) => (mode & 0o022) !== 0).map(({ path }) => `${path} may be written by others`),
    ...(entry !== undefined && (entry.mode & 0o111) === 0o111 ? [] : ['/app/bin/rostrum cannot be run']),
    ...(paths.has('/app/dist/server/index.js') ? [] : ['there is no server']),
    ...(paths.has('/app/dist/web/index.html') ? [] : ['there are no pages']),
  ];
}

/** Not a source, a test, a setting or a secret: the compiled product, its start program, and the package.json that Node reads. */
function isProduct(path: string): boolean {
  if (path === '/app/package.json' || path === '/app/bin/rostrum') return true;
  return path.startsWith('/app/dist/') && !/(?<!\.d)\.ts$|\/\.env|\.pem$|\.key$/.test(path);
}

/** Packages, as package-lock.json names them. */
function packagesIn(paths: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const path of paths) {
    const [, name] = /^\/app\/((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/.@][^/]*)\/package\.json$/.exec(path) ?? [];
    if (name !== undefined) found.add(name);
  }
  return found;
}
