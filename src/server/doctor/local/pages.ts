/** The web pages for speakers and listeners. Without them the server works, for clients that bring their own. */
import { arePagesBuilt } from '../../http/web-pages.ts';
import type { Finding, IndependentCheck } from '../check.ts';

export const pagesCheck: IndependentCheck = {
  id: 'pages',
  claim: 'The web pages are built.',
  fix: 'Run npm run build, unless only clients of your own use this server.',
  needs: [],
  ignoresConfig: true,
  run: async () => judgePages(arePagesBuilt()),
};

export function judgePages(areBuilt: boolean): Finding {
  return areBuilt
    ? { verdict: 'passed', said: 'built' }
    : { verdict: 'warned', said: 'not built: browsers that open the server’s address get 503' };
}
