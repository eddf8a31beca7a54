/** Converts Moonshine's vocabulary from the file in the model's package to the format that sherpa-onnx reads. */

/**
 * @param tokenizer records: a length and that many bytes. A first byte n below 128 is the length; otherwise the length has two
 * bytes and is `second * 128 + n - 128`.
 * @returns a line for each record: its bytes in base64 (`IA==`, a space, if it is empty), a space, its number from 0
 * @throws Error if the last record is cut short
 */
export function tokenTable(tokenizer: Uint8Array): string {
  const lines: string[] = [];
  let at = 0;
  while (at < tokenizer.length) {
    const first = tokenizer[at] ?? 0;
    const isLong = first >= 128;
    const length = isLong ? (tokenizer[at + 1] ?? 0) * 128 + first - 128 : first;
    const from = at + (isLong ? 2 : 1);
    at = from + length;
    if (at > tokenizer.length) throw new Error(`the tokenizer is cut short in record ${lines.length}`);
    const text = length === 0 ? 'IA==' : Buffer.from(tokenizer.subarray(from, at)).toString('base64');
    lines.push(`${text} ${lines.length}\n`);
  }
  return lines.join('');
}
