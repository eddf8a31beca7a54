/** Every file of docs/statecharts, with the function that prints it. */
import { toChartConfig } from '../../src/machines/chart-config.ts';
import { CHARTS } from '../../src/machines/charts.ts';
import { indexPage } from './index-page.ts';
import { chartPage } from './page.ts';
import { segmentsPage } from './segments-page.ts';

/** Path from the repository's root → its text. */
export const STATECHART_DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/statecharts/README.md': () => indexPage(CHARTS),
  'docs/statecharts/segments.md': segmentsPage,
  ...Object.fromEntries(
    CHARTS.flatMap((chart) => [
      [`docs/statecharts/${chart.name}.md`, () => chartPage(chart)],
      [`docs/statecharts/${chart.name}.json`, () => `${JSON.stringify(toChartConfig(chart), undefined, 2)}\n`],
    ]),
  ),
};
