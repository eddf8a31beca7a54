/** The pages of docs/integration, with the function that prints each. */

import { doctorCallsTable } from './doctor-calls.ts';
import { deliveryFailures, dynamodbFailures, lambdaFailures, tokenFailures, transcribeFailures } from './failures.ts';
import { limitsTable } from './limits.ts';
import { markedPage, type Parts } from './marked-page.ts';
import { breakerWords, outgoingCallsTable } from './outgoing-calls.ts';
import { PAGE_SETTINGS, type PageName } from './page-settings.ts';
import { permissionsTable } from './permissions.ts';
import { rowAttributes } from './row-attributes.ts';
import { deliverySequence, pipelineSequence, tablesSequence, tokensSequence, transcribeSequence } from './sequences.ts';
import { settingsTable } from './words.ts';

const OWN_PARTS: Readonly<Record<PageName, Parts>> = {
  transcribe: {
    sequence: transcribeSequence,
    failures: transcribeFailures,
    breaker: breakerWords,
    permissions: () => permissionsTable(['transcribe']),
  },
  pipeline: {
    sequence: pipelineSequence,
    failures: lambdaFailures,
    breaker: breakerWords,
    permissions: () => permissionsTable(['lambda', 'translate', 'polly', 'secretsmanager']),
  },
  tables: {
    sequence: tablesSequence,
    failures: dynamodbFailures,
    breaker: breakerWords,
    attributes: rowAttributes,
    permissions: () => permissionsTable(['dynamodb']),
  },
  tokens: { sequence: tokensSequence, failures: tokenFailures },
  delivery: { sequence: deliverySequence, failures: deliveryFailures },
};

/** Path from the repository's root → its text. */
export const INTEGRATION_DOCUMENTS: Readonly<Record<string, () => string>> = {
  ...Object.fromEntries(
    (Object.keys(PAGE_SETTINGS) as PageName[]).map((name) => [
      pathOf(name),
      () => markedPage(pathOf(name), partsOf(name)),
    ]),
  ),
  [pathOf('outgoing-calls')]: () =>
    markedPage(pathOf('outgoing-calls'), {
      server: () => outgoingCallsTable('server'),
      pipeline: () => outgoingCallsTable('pipeline'),
      doctor: doctorCallsTable,
      breaker: breakerWords,
    }),
};

function pathOf(page: string): string {
  return `docs/integration/${page}.md`;
}

function partsOf(page: PageName): Parts {
  return {
    ...OWN_PARTS[page],
    settings: () => settingsTable(PAGE_SETTINGS[page]),
    limits: () => limitsTable(page),
  };
}
