/** Times of day for people who compare them with a log. Pure. */

const FORMAT = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
});

/** @param unixMs Unix ms. @returns `14:03:22.512`, in the reader's time zone. */
export function clockTime(unixMs: number): string {
  return FORMAT.format(unixMs);
}
