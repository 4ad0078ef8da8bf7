/**
 * The keys that sign certificates, in `DATA_DIR/keys/certificates`: `signing.key` for real ones, `test.key` for simulations, and the public half of every key
 * that ever signed. They lie outside the database, so that whoever can write to it cannot sign, and inside the folder that backups hold.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../env.ts';

/** `test` signs what was only a simulation. */
export type KeyPurpose = 'signing' | 'test';

export interface CertificateSignature {
  readonly keyId: string;
  /** Ed25519 (RFC 8032), base64. */
  readonly signature: string;
}

const folderOf = (dataDir: string) => join(dataDir, 'keys', 'certificates');

/** The beginning of the SHA-256 of the key's SubjectPublicKeyInfo, with the purpose in front. */
function keyIdOf(purpose: KeyPurpose, publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return `${purpose}-${createHash('sha256').update(der).digest('hex').slice(0, 24)}`;
}

/** Signs with the installation's current key for the purpose, which is made when there is none. */
export function signText(dataDir: string, purpose: KeyPurpose, text: string): CertificateSignature {
  const privateKey = currentKey(dataDir, purpose);
  const keyId = keyIdOf(purpose, createPublicKey(privateKey));
  return { keyId, signature: sign(null, Buffer.from(text), privateKey).toString('base64') };
}

/** Whether a key of this installation, present or past, made the signature for that purpose. */
export function verifyText(
  dataDir: string,
  purpose: KeyPurpose,
  text: string,
  { keyId, signature }: CertificateSignature,
): 'valid' | 'broken' | 'unknown-key' {
  if (!keyId.startsWith(`${purpose}-`)) return 'unknown-key';
  const pem = publicKeyOf(dataDir, keyId);
  if (pem === null) return 'unknown-key';
  const publicKey = createPublicKey(pem);
  if (keyIdOf(purpose, publicKey) !== keyId) return 'unknown-key';
  return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64')) ? 'valid' : 'broken';
}

/** The public half as PEM, or null for a key that never was ours. */
export function publicKeyOf(dataDir: string, keyId: string): string | null {
  if (!/^(signing|test)-[0-9a-f]{24}$/.test(keyId)) return null;
  try {
    return readFileSync(join(folderOf(dataDir), `${keyId}.pub`), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Puts a new key in the place of the current one. What was signed before keeps verifying; with the old key nothing can be signed again. */
export function rotateKey(dataDir: string, purpose: KeyPurpose): string {
  const { keyId, path } = writeKey(dataDir, purpose);
  renameSync(path, join(folderOf(dataDir), `${purpose}.key`));
  return keyId;
}

function currentKey(dataDir: string, purpose: KeyPurpose): KeyObject {
  const path = join(folderOf(dataDir), `${purpose}.key`);
  try {
    return read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const made = writeKey(dataDir, purpose);
  try {
    // Fails when the file exists, so two processes that make the first key end up with one.
    linkSync(made.path, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(made.path, { force: true });
  }
  return read(path);
}

function read(path: string): KeyObject {
  const pem = readFileSync(path, 'utf8');
  try {
    return createPrivateKey(pem);
  } catch {
    throw new ConfigurationError(`The key file ${path} is damaged: restore it from a backup.`);
  }
}

/** A new key beside its place, whole on disk, its public half where it stays. Backups pass over names that end in `.new`. */
function writeKey(dataDir: string, purpose: KeyPurpose): { keyId: string; path: string } {
  const folder = folderOf(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keyId = keyIdOf(purpose, publicKey);
  const path = join(folder, `${keyId}.new`);
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  writeFileSync(join(folder, `${keyId}.pub`), pem, { mode: 0o644, flush: true });
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flush: true });
  return { keyId, path };
}
