/** The installation's key: made once in `DATA_DIR/keys`, and what is derived from it (sealing of stored secrets, signing of cookies). */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from './env.ts';

export interface Keys {
  /** Signs the staff session's cookie. */
  readonly sessionSecret: string;
  /** Encrypts a short text for the database (AES-256-GCM, a new 96-bit nonce each time). */
  seal(plaintext: string): string;
  /** Reverses `seal`. Throws when the text was changed or sealed with another key. */
  open(sealed: string): string;
}

/** The keys of this installation; `secretKey` (64 hexadecimal digits) or else the key file, which is made when it does not exist. */
export function openKeys(dataDir: string, secretKey: string | undefined): Keys {
  const root = secretKey === undefined ? readOrMakeKeyFile(dataDir) : Buffer.from(secretKey, 'hex');
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', root, '', `sambung ${purpose}`, 32));
  const sealingKey = derive('sealing');
  return {
    sessionSecret: derive('sessions').toString('hex'),
    seal(plaintext) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce);
      const encrypted = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      return `v1.${Buffer.concat([nonce, encrypted, cipher.getAuthTag()]).toString('base64url')}`;
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.startsWith('v1.') ? sealed.slice(3) : '', 'base64url');
      if (bytes.length < 28) throw new Error('not a sealed text');
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
    },
  };
}

function readOrMakeKeyFile(dataDir: string): Buffer {
  const directory = join(dataDir, 'keys');
  const path = join(directory, 'installation.key');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // `wx` fails when the file exists, so two processes that start together end up with one key.
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EEXIST') throw new ConfigurationError(`The key file ${path} cannot be made (${code}).`);
  }
  let content: string;
  try {
    content = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigurationError(`The key file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (!/^[0-9a-f]{64}$/i.test(content)) {
    throw new ConfigurationError(`The key file ${path} is damaged: restore it from a backup, or set SECRET_KEY.`);
  }
  return Buffer.from(content, 'hex');
}
