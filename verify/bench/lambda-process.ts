/** Measures one call of Lambda in a process of its own and gives it to the parent. */
import { measureLambdaCall } from '../../tools/bench/lambda-call.ts';

process.send?.(await measureLambdaCall(), () => process.disconnect());
