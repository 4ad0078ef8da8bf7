/** Certificates of the local authority: its own, and those it gives to this machine. Keys go in and out as PKCS#8 PEM. */
import './reflect.ts';
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

const dayMs = 86_400_000;
/** People trust it by hand on every device: longer spares them that. */
const authorityDays = 3_650;
/** Apple's systems refuse more than 825 days. Shorter limits what a stolen key is worth; it is renewed without anybody noticing. */
const serverDays = 180;
/** A clock that is a little behind must not refuse what was just made. */
const backdateMs = dayMs;
/** Names under which no public site can exist: all that the authority may vouch for besides the machine's own. */
const localDomains = ['localhost', 'local', 'lan', 'internal', 'home.arpa'];

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
x509.cryptoProvider.set(webcrypto);

/** A certificate and its key, PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

/** A new authority. It can vouch for local names, the machine's own name and addresses, and for no site of the internet by name. */
export async function makeAuthority(hostName: string, now: Date): Promise<Certified> {
  const { pem, keys } = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [`Sambung ${hostName}`] }, { O: ['Sambung'] }],
    notBefore: new Date(now.getTime() - backdateMs),
    notAfter: new Date(now.getTime() + authorityDays * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      permittedNames([...localDomains, hostName]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: pem };
}

/** A certificate of the authority for these addresses and names. */
export async function makeServerCertificate(
  authority: Certified,
  { addresses, names }: { addresses: readonly string[]; names: readonly string[] },
  now: Date,
): Promise<Certified> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const signer = await importKeys(authority.key);
  const { pem, keys } = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: ['Sambung'] }],
    issuer: issuer.subjectName,
    notBefore: new Date(now.getTime() - backdateMs),
    notAfter: new Date(Math.min(now.getTime() + serverDays * dayMs, issuer.notAfter.getTime())),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.map((value) => ({ type: 'dns' as const, value })),
        ...addresses.filter((address) => isIP(address) > 0).map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: pem };
}

async function newKeys(): Promise<{ pem: string; keys: webcrypto.CryptoKeyPair }> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { pem, keys: await importKeys(pem) };
}

async function importKeys(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const privateKey = createPrivateKey(pem);
  const { subtle } = webcrypto;
  const secret = privateKey.export({ type: 'pkcs8', format: 'der' });
  const shared = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    privateKey: await subtle.importKey('pkcs8', secret, algorithm, true, ['sign']),
    publicKey: await subtle.importKey('spki', shared, algorithm, true, ['verify']),
  };
}

/** 16 random octets, positive and without a leading zero. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** The name constraints (RFC 5280 §4.2.1.10), which the library has no class for: a list of permitted DNS subtrees. */
function permittedNames(domains: readonly string[]): x509.Extension {
  const subtrees = domains.map((domain) => der(0x30, der(0x82, Buffer.from(domain, 'ascii'))));
  return new x509.Extension('2.5.29.30', true, der(0x30, der(0xa0, Buffer.concat(subtrees))));
}

/** One value in DER; long enough for what is written here. */
function der(tag: number, content: Buffer): Buffer<ArrayBuffer> {
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
