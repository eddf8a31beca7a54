/** The AWS event-stream codec, one for the process. It keeps no state between calls of encode and decode. */
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';

export const eventCodec = new EventStreamCodec(toUtf8, fromUtf8);
