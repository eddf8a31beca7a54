import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const PAGES = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));

/** Links of a page to files and headings of this repository, without those in code. */
function linksOf(text: string): string[] {
  const prose = text
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, (code) => (code.includes('](') ? '' : code));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
}

/** The names of a page's headings in links: as code hosts make them. */
function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} +(.+?) *$/gm);
  return new Set(
    [...headings].map(([, heading = '']) => {
      const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
      const name = words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
      const times = seen.get(name) ?? 0;
      seen.set(name, times + 1);
      return times === 0 ? name : `${name}-${times}`;
    }),
  );
}

function isThere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  if (!existsSync(target)) return false;
  if (anchor === undefined || statSync(target).isDirectory() || !target.endsWith('.md')) return true;
  return anchorsOf(readFileSync(target, 'utf8')).has(anchor);
}

for (const page of PAGES) {
  test(`every link of ${page} to a file or heading of ours leads there`, () => {
    const links = linksOf(readFileSync(page, 'utf8'));

    assert.deepEqual(
      links.filter((link) => !isThere(page, link)),
      [],
    );
  });
}

test('a link to a missing file or heading is noticed; one in code is none', () => {
  const text = '# A b, `c`\n[x](#a-b-c) [y](#a) [z](nowhere.md)\n```\n[q](r)\n```\n';

  assert.deepEqual(linksOf(text), ['#a-b-c', '#a', 'nowhere.md']);
  assert.deepEqual([...anchorsOf(text)], ['a-b-c']);
  assert.ok(isThere('README.md', 'docs/security.md#controls'));
  assert.ok(!isThere('README.md', 'docs/security.md#no-such-heading'));
  assert.ok(!isThere('README.md', 'docs/nowhere.md'));
});
