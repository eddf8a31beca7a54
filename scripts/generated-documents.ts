/** Every file that `npm run docs` writes, with the function that prints it. Tests compare the committed files with its text. */
import { asyncapiText } from './asyncapi-document.ts';
import { DASHBOARD_DOCUMENTS } from './dashboards/documents.ts';
import { dataPage } from './data-page.ts';
import { doctorPage } from './doctor-page.ts';
import { envExample } from './env-example.ts';
import { errorsPage } from './errors-page.ts';
import { INTEGRATION_DOCUMENTS } from './integration/pages.ts';
import { metricsPage } from './metrics-page.ts';
import { securityPage } from './security-page.ts';
import { STATECHART_DOCUMENTS } from './statecharts/documents.ts';
import { troubleshootingPage } from './troubleshooting-page.ts';

/** Path from the repository's root → its text. */
export const GENERATED_DOCUMENTS: Readonly<Record<string, () => string>> = {
  '.env.example': envExample,
  'docs/asyncapi.yaml': asyncapiText,
  'docs/data.md': dataPage,
  'docs/doctor.md': doctorPage,
  'docs/errors.md': errorsPage,
  'docs/metrics.md': metricsPage,
  'docs/security.md': securityPage,
  'docs/troubleshooting.md': troubleshootingPage,
  ...INTEGRATION_DOCUMENTS,
  ...DASHBOARD_DOCUMENTS,
  ...STATECHART_DOCUMENTS,
};
