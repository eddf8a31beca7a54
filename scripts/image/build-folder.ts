/** Copies files as the instruction COPY does. */
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Copy } from './dockerfile.ts';

/** The folder that the Dockerfile works in. */
export const WORKDIR = '/app';

/** Copies what .dockerignore lets through. @throws Error if a path is not there. */
export function copyContext(repository: string, allowed: readonly string[], target: string): void {
  for (const path of allowed) copyOne(join(repository, path), join(target, path));
}

/**
 * @param from the folder that the sources are in: the context, or the root of a stage.
 * @param root of the stage that gets the copies. @throws Error if a source is not there, as a builder does.
 */
export function runCopy({ sources, target }: Copy, from: string, root: string): void {
  for (const source of sources) {
    const place = join(root, resolve(WORKDIR, target));
    const isFolder = statSync(join(from, source), { throwIfNoEntry: false })?.isDirectory() ?? false;
    // The contents of a folder; a file into a folder, if the target is written as one.
    copyOne(join(from, source), !isFolder && target.endsWith('/') ? join(place, basename(source)) : place);
  }
}

function copyOne(from: string, to: string): void {
  if (!existsSync(from)) throw new Error(`there is no ${from} to copy`);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
