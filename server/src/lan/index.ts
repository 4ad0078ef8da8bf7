/** `npm start -- --lan`: HTTPS for the local network with a certificate authority of this installation's own. */
import { readFileSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { Server as TlsServer } from 'node:https';
import { Router as createRoutes, type RequestHandler } from 'express';
import type { Context } from '../context.ts';
import { authorityFolder, type LocalAuthority } from './authority.ts';

export { openAuthority } from './authority.ts';

/** Time between two looks at the certificate and the machine's addresses. Lower follows a changed address sooner; either costs nothing. */
const lookEveryMs = 10 * 60_000;

/** Gives the running server a new certificate when the old one is due or the machine's addresses changed; returns what ends that. */
export function keepCertificate(authority: LocalAuthority, server: HttpServer, { log, clock }: Context): () => void {
  const look = async () => {
    if (!(await authority.renew(clock()))) return;
    const { certPath, keyPath } = authority.tls;
    if (server instanceof TlsServer)
      server.setSecureContext({ cert: readFileSync(certPath), key: readFileSync(keyPath) });
    log.info({ addresses: authority.addresses() }, 'a new certificate for the local network');
  };
  const timer = setInterval(() => {
    look().catch((error) => log.error({ err: error }, 'the certificate for the local network could not be renewed'));
  }, lookEveryMs);
  return () => clearInterval(timer);
}

/** `GET /ca.crt`: the authority's certificate. It is no secret; whoever fetches it compares the fingerprint with the one on the terminal. */
export function serveAuthority(dataDir: string): RequestHandler {
  return createRoutes().get('/ca.crt', (_req, res) => {
    res.setHeader('content-type', 'application/x-x509-ca-cert');
    res.setHeader('content-disposition', 'attachment; filename="sambung-ca.crt"');
    res.setHeader('cache-control', 'no-store');
    res.sendFile('ca.crt', { root: authorityFolder(dataDir), dotfiles: 'allow' });
  });
}

/** What the terminal tells people to compare and fetch. */
export interface Trust {
  readonly fingerprint: string;
  readonly certificatePath: string;
  readonly urls: readonly string[];
}

/** For the terminal, once the port is known. */
export function trustOf(authority: LocalAuthority, port: number): Trust {
  const { fingerprint, certificatePath } = authority;
  return { fingerprint, certificatePath, urls: authority.addresses().map((address) => `https://${address}:${port}`) };
}
