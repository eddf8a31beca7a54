/** Lambda for benchmarks: accepts every call at once. It has its own process, so that its CPU time is not measured. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(202, { 'x-amzn-requestid': 'bench', 'content-length': 0 }).end());
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
