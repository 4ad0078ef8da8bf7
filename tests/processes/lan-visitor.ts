/** Somebody on the local network who trusts what NODE_EXTRA_CA_CERTS says: opens the page, a WebSocket and a path for media; prints what came of it as JSON. */
import { createSocket } from 'node:dgram';
import { bindingRequest, isSuccessTo } from '../support/stun-request.ts';

const [url = '', mediaAddress = '', mediaPort = '', usernameFragment = '', password = ''] = process.argv.slice(2);
const waitMs = 10_000;

async function page(): Promise<string> {
  const answer = await fetch(url);
  const text = await answer.text();
  return `${answer.status} ${/<title>(.*?)<\/title>/.exec(text)?.[1] ?? 'no title'}`;
}

/** Socket.IO's own first message over a bare WebSocket: no fallback to HTTP can hide that it does not work. */
function webSocket(): Promise<string> {
  return new Promise((done) => {
    const socket = new WebSocket(`${url.replace('https:', 'wss:')}/socket.io/?EIO=4&transport=websocket`);
    socket.onmessage = ({ data }) => {
      done(String(data).startsWith('0{') ? 'open' : String(data));
      socket.close();
    };
    socket.onerror = () => done('refused');
  });
}

/** Whether the media worker answers a connectivity check at this address. */
function media(): Promise<string> {
  if (mediaPort === '') return Promise.resolve('not asked');
  return new Promise((done) => {
    const socket = createSocket(mediaAddress.includes(':') ? 'udp6' : 'udp4');
    const request = bindingRequest({ usernameFragment, password });
    const send = () => socket.send(request, Number(mediaPort), mediaAddress);
    const timer = setInterval(send, 500);
    const end = (result: string) => {
      clearInterval(timer);
      socket.close();
      done(result);
    };
    const patience = setTimeout(() => end('silent'), waitMs);
    socket.on('message', (answer) => {
      clearTimeout(patience);
      end(isSuccessTo(request, answer) ? 'answers' : 'refused');
    });
    send();
  });
}

const orReason = (attempt: Promise<string>) =>
  attempt.catch((error: Error & { cause?: NodeJS.ErrnoException }) => error.cause?.code ?? error.message);
console.log(
  JSON.stringify({ page: await orReason(page()), webSocket: await webSocket(), media: await orReason(media()) }),
);
process.exit(0);
