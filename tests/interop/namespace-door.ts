/** Inside a network namespace: carries what comes to a port of its loopback to a Unix socket, which belongs to no network. Says `open` when it listens. */
import { connect, createServer } from 'node:net';

const [port = '', socketPath = ''] = process.argv.slice(2);
const server = createServer((near) => {
  const far = connect(socketPath);
  near.pipe(far).pipe(near);
  for (const socket of [near, far]) {
    socket.on('error', () => {
      near.destroy();
      far.destroy();
    });
  }
});
server.listen(Number(port), '127.0.0.1', () => console.log('open'));
