/** The composition root: the one place where ports meet their implementations. Everything it starts, it stops. */
import { fileURLToPath } from 'node:url';
import { RecordWriter } from '../actors/record-writer.ts';
import { Supervisor } from '../actors/supervisor.ts';
import { EMBEDDED_CREDENTIALS, EMBEDDED_FUNCTION, EMBEDDED_REGION, startEmbeddedSystem } from '../embedded/system.ts';
import { realClock } from '../integrations/clock.ts';
import { isSignedBy } from '../integrations/delivery/signature.ts';
import type { Config } from './config.ts';
