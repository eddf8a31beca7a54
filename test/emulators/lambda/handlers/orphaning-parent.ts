/** Starts an endpoint and waits to be killed. */
import { startLambdaEndpoint } from '../../../../emulators/lambda/endpoint.ts';

const module = new URL('./functions.ts', import.meta.url).href;
await startLambdaEndpoint({ functions: { echo: { module, handler: 'echo' } } });
