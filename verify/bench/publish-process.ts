/**
 * The floor of a broadcast: the socket library alone, publishing one message to all who are connected. First line on standard
 * output: `{"port":...}`. Answers its parent's question with what it cost.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadSocketLibrary } from '../../src/server/sockets/socket-library.ts';
import type { FloorAnswer, PublishQuestion } from './floor-messages.ts';

const TOPIC = 'hall';
const library = loadSocketLibrary();
const app = library.App();
app.ws('/*', {
  open: (socket) => {
    socket.subscribe(TOPIC);
  },
});
app.listen('127.0.0.1', 0, (socket) => {
  if (socket === false) throw new Error('no port is free');
  process.stdout.write(`${JSON.stringify({ port: library.us_socket_local_port(socket) })}\n`);
});

process.on('message', ({ bytes, times, everyMs }: PublishQuestion) => {
  publish('x'.repeat(bytes), times, everyMs).then((answer) => process.send?.(answer));
});

async function publish(message: string, times: number, everyMs: number): Promise<FloorAnswer> {
  const from = process.cpuUsage();
  for (let n = 0; n < times; n += 1) {
    app.publish(TOPIC, message, false);
    await sleep(everyMs);
  }
  const { user, system } = process.cpuUsage(from);
  return { times, cpuUs: user + system };
}
