/** The local authority's files under `DATA_DIR/keys/lan`: made once, the server's certificate renewed when it is due or the machine's addresses change. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../env.ts';
import { type LanNames, lanNames, type Machine, urlHost } from './addresses.ts';
import { type Certified, makeAuthority, makeServerCertificate } from './certificates.ts';

/** Before the end of the server's certificate. Longer renews more often, shorter leaves a machine that was off for weeks without one for a moment. */
const renewBeforeMs = 30 * 86_400_000;

export interface LocalAuthority {
  /** SHA-256 of the authority's certificate, as browsers show it. */
  readonly fingerprint: string;
  /** The authority's certificate, PEM: what people trust. */
  readonly certificatePath: string;
  /** Certificate and key of this machine, made by the authority. */
  readonly tls: { readonly certPath: string; readonly keyPath: string };
  /** Where the machine can be reached now, as it stands in a URL, the likeliest first. */
  addresses(): readonly string[];
  /** Gives the server a new certificate when that is due; true when it did. */
  renew(now: Date): Promise<boolean>;
}

/** The folder of the authority's files. */
export const authorityFolder = (dataDir: string) => join(dataDir, 'keys', 'lan');
const thisMachine = (): Machine => ({ hostName: hostname(), interfaces: networkInterfaces() });

/** Opens the authority, making it when there is none, and sees to the server's certificate. */
export async function openAuthority(
  dataDir: string,
  now: Date,
  machine: () => Machine = thisMachine,
): Promise<LocalAuthority> {
  const folder = authorityFolder(dataDir);
  const certificatePath = join(folder, 'ca.crt');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigurationError(`The folder ${folder} cannot be made (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (lanNames(machine()).addresses.length === 0) {
    throw new ConfigurationError('--lan: this machine has no address that others could reach. Is it on a network?');
  }
  const authority = await readOrMake(folder, certificatePath, machine(), now);
  const issuer = new X509Certificate(authority.certificate);
  const tls = { certPath: join(folder, 'server.crt'), keyPath: join(folder, 'server.key') };
  const renew = async (at: Date) => {
    const wanted = wantedNames(machine(), issuer);
    if (isCurrent(tls, issuer, wanted, at)) return false;
    const made = await makeServerCertificate(authority, wanted, at);
    writeWhole(tls.keyPath, made.key);
    writeWhole(tls.certPath, made.certificate);
    return true;
  };
  await renew(now);
  return {
    fingerprint: issuer.fingerprint256,
    certificatePath,
    tls,
    addresses: () => lanNames(machine()).addresses.map(urlHost),
    renew,
  };
}

async function readOrMake(folder: string, certificatePath: string, machine: Machine, now: Date): Promise<Certified> {
  const keyPath = join(folder, 'ca.key');
  if (existsSync(certificatePath)) {
    try {
      const read = { certificate: readFileSync(certificatePath, 'utf8'), key: readFileSync(keyPath, 'utf8') };
      if (new X509Certificate(read.certificate).validToDate > now) return read;
    } catch {
      throw new ConfigurationError(
        `The local certificate authority in ${folder} is damaged: restore it from a backup, or remove that folder; every device must then trust the new one.`,
      );
    }
  }
  const names = lanNames(machine).names;
  const made = await makeAuthority(names[1] ?? 'localhost', now);
  writeWhole(keyPath, made.key);
  writeWhole(certificatePath, made.certificate);
  return made;
}

/** The machine's addresses and those of its names that this authority may vouch for: another host name came after it. */
function wantedNames(machine: Machine, issuer: X509Certificate): LanNames {
  const own = /^CN=Sambung (\S+)$/m.exec(issuer.subject)?.[1];
  const { addresses, names } = lanNames(machine);
  return {
    addresses: [...addresses, '127.0.0.1', '::1'],
    names: names.filter((name) => name === 'localhost' || name === own || name.endsWith('.local')),
  };
}

function isCurrent(
  { certPath, keyPath }: LocalAuthority['tls'],
  issuer: X509Certificate,
  { addresses, names }: LanNames,
  now: Date,
): boolean {
  if (!existsSync(certPath) || !existsSync(keyPath)) return false;
  try {
    const certificate = new X509Certificate(readFileSync(certPath));
    return (
      certificate.verify(issuer.publicKey) &&
      // They are two files: a crash between them leaves an old one beside a new one.
      certificate.checkPrivateKey(createPrivateKey(readFileSync(keyPath))) &&
      certificate.validFromDate <= now &&
      certificate.validToDate.getTime() - now.getTime() > renewBeforeMs &&
      addresses.every((address) => certificate.checkIP(address) !== undefined) &&
      names.every((name) => certificate.checkHost(name) !== undefined)
    );
  } catch {
    return false;
  }
}

/** Written beside and moved there, so that a file is whole or not there. */
function writeWhole(path: string, content: string): void {
  writeFileSync(`${path}.new`, content, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
}
