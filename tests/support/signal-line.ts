/** The line between a page and the server's sockets, in the hand of a test: it can be cut, stays dead while it is, and counts what the page asks. */
import type { Page, WebSocketRoute } from '@playwright/test';

const socketPath = /\/socket\.io\//;

export class SignalLine {
  readonly #open = new Set<WebSocketRoute>();
  readonly #requests: string[] = [];
  #isCut = false;

  /** Before the page is opened. */
  async attach(page: Page): Promise<void> {
    await page.routeWebSocket(socketPath, (socket) => {
      if (this.#isCut) {
        void socket.close();
        return;
      }
      const server = socket.connectToServer();
      this.#open.add(socket);
      socket.onMessage((message) => {
        // Socket.IO's event packets: a type, a namespace, perhaps an acknowledgement's number, then the event's name first in a list.
        const name = typeof message === 'string' ? /^42\/room,\d*\["([^"]+)"/.exec(message)?.[1] : undefined;
        if (name) this.#requests.push(name);
        server.send(message);
      });
      socket.onClose(() => {
        this.#open.delete(socket);
        void server.close();
      });
    });
    // Socket.IO's other transport must not slip past.
    await page.route(socketPath, (route) => (this.#isCut ? route.abort() : route.continue()));
  }

  /** Ends every connection; none can be made until {@link restore}. */
  cut(): void {
    this.#isCut = true;
    for (const socket of [...this.#open]) void socket.close();
    this.#open.clear();
  }

  restore(): void {
    this.#isCut = false;
  }

  /** How often the page made this request. */
  sent(name: string): number {
    return this.#requests.filter((each) => each === name).length;
  }
}
