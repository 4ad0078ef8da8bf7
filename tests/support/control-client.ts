/** A bare JSON-RPC client of the sfu node's control socket, to send it what the server never would. */
import { connect } from 'node:net';

export interface Answer {
  id: number;
  result?: unknown;
  error?: unknown;
}

/** Sends JSON-RPC requests one after another over the control socket; ends early when the other side hangs up. */
export function call(path: string, requests: { method: string; params: object }[]): Promise<Answer[]> {
  return new Promise((done) => {
    const answers: Answer[] = [];
    let received = '';
    const socket = connect(path);
    const send = () => {
      const request = requests[answers.length];
      if (!request) {
        socket.end();
        return;
      }
      const body = JSON.stringify({ jsonrpc: '2.0', id: answers.length, ...request });
      socket.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    socket.once('connect', send);
    socket.setEncoding('utf8').on('data', (text) => {
      received += text;
      for (;;) {
        const header = /^Content-Length: (\d+)\r\n\r\n/m.exec(received);
        const end = header ? header.index + header[0].length + Number(header[1]) : 0;
        if (!header || received.length < end) return;
        const message = JSON.parse(received.slice(header.index + header[0].length, end));
        received = received.slice(end);
        if (message.id === undefined || message.method) continue;
        answers.push(message);
        send();
      }
    });
    socket.on('error', () => done(answers)).on('close', () => done(answers));
  });
}
