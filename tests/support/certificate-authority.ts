/** A certificate authority of the tests' own, a server certificate from it, and browsers' stores that trust it. */
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ServerCertificate {
  /** PEM files. */
  authority: string;
  certificate: string;
  key: string;
}

/** A server with a certificate of the tests' own authority: its name, which only browsers that are told know, and its address. */
export interface TrustedServer {
  name: string;
  address: string;
  /** PEM file. */
  authority: string;
}

/** Makes an authority and a certificate for a server of this name in `folder`. */
export function makeServerCertificate(folder: string, name: string): ServerCertificate {
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = ['-keyout', path('authority.key'), '-out', path('authority.pem')];
  openssl('req', '-x509', ...newKey, ...authority, '-days', '2', '-subj', '/CN=Sambung test authority');
  openssl('req', ...newKey, '-keyout', path('server.key'), '-out', path('server.csr'), '-subj', `/CN=${name}`);
  writeFileSync(path('server.ext'), `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth\n`);
  const signing = ['-CA', path('authority.pem'), '-CAkey', path('authority.key'), '-CAcreateserial'];
  const request = ['-in', path('server.csr'), '-out', path('server.pem'), '-extfile', path('server.ext')];
  openssl('x509', '-req', ...request, ...signing, '-days', '2');
  return { authority: path('authority.pem'), certificate: path('server.pem'), key: path('server.key') };
}

/** Makes the NSS store in `store`, a Firefox profile or Chromium's folder, trust an authority; Debian's libnss3-tools has the program. */
export function trust(store: string, authority: string): void {
  const certutil = (...args: string[]) => execFileSync('certutil', ['-d', `sql:${store}`, ...args], { stdio: 'pipe' });
  if (!existsSync(join(store, 'cert9.db'))) certutil('-N', '--empty-password');
  certutil('-A', '-n', 'Sambung test authority', '-t', 'C,,', '-i', authority);
}
