/**
 * Loaded into a program with `--import`: the system's clock is off by what the file named in SYSTEM_CLOCK_FILE says, in
 * milliseconds, and is set again whenever the file changes. Processes that inherit both step together, as those of one
 * machine do. What measures durations goes on undisturbed, as it does when a real clock is set.
 */
import { readFileSync } from 'node:fs';
import { IncomingMessage } from 'node:http';

const file = process.env.SYSTEM_CLOCK_FILE;
/** The file is looked at again after so long, in real milliseconds. */
const LOOK_EVERY_MS = 10;

const SystemDate = Date;
let stepMs = 0;
let lookedAt = Number.NEGATIVE_INFINITY;

function now() {
  if (performance.now() - lookedAt >= LOOK_EVERY_MS) {
    lookedAt = performance.now();
    try {
      stepMs = Number(readFileSync(file, 'utf8')) || 0;
    } catch {
      // Not there yet: the clock is as it is.
    }
  }
  return SystemDate.now() + stepMs;
}

if (file !== undefined) {
  globalThis.Date = class SetDate extends SystemDate {
    constructor(...given) {
      if (given.length === 0) super(now());
      else super(...given);
    }

    static now() {
      return now();
    }
  };
  // Native code reads the clock past us. Its Date headers would have the AWS client take its own clock for wrong.
  const addHeader = IncomingMessage.prototype._addHeaderLine;
  IncomingMessage.prototype._addHeaderLine = function add(name, value, to) {
    const isDate = name.toLowerCase() === 'date';
    const told = isDate ? new SystemDate(SystemDate.parse(value) + (now() - SystemDate.now())).toUTCString() : value;
    addHeader.call(this, name, told, to);
  };
}
