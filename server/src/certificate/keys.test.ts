/** The signing keys: made once, readable by their owner alone, replaced without losing what was signed, and apart from the test key. */
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { entryName } from '../backup/manifest.ts';
import { publicKeyOf, rotateKey, signText, verifyText } from './keys.ts';

let dataDir: string;
let folder: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sambung-certificate-keys-'));
  folder = join(dataDir, 'keys', 'certificates');
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('what was signed verifies, and a changed letter, another key and another purpose do not', () => {
  const signed = signText(dataDir, 'signing', 'isi');
  expect(verifyText(dataDir, 'signing', 'isi', signed)).toBe('valid');
  expect(verifyText(dataDir, 'signing', 'isj', signed)).toBe('broken');
  const simulated = signText(dataDir, 'test', 'isi');
  expect(verifyText(dataDir, 'signing', 'isi', simulated)).toBe('unknown-key');
  expect(verifyText(dataDir, 'signing', 'isi', { ...simulated, keyId: signed.keyId })).toBe('broken');
  expect(verifyText(dataDir, 'signing', 'isi', { ...signed, keyId: `signing-${'0'.repeat(24)}` })).toBe('unknown-key');
  expect(verifyText(dataDir, 'signing', 'isi', { ...signed, keyId: '../../etc/passwd' })).toBe('unknown-key');
});

test('a published key verifies without us', () => {
  const { keyId, signature } = signText(dataDir, 'signing', 'isi');
  const key = createPublicKey(publicKeyOf(dataDir, keyId) ?? '');
  expect(key.asymmetricKeyType).toBe('ed25519');
  expect(verify(null, Buffer.from('isi'), key, Buffer.from(signature, 'base64'))).toBe(true);
});

test('the key is made once, and only its owner may read it', () => {
  const first = signText(dataDir, 'signing', 'a');
  expect(signText(dataDir, 'signing', 'b').keyId).toBe(first.keyId);
  expect(statSync(join(folder, 'signing.key')).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  // Backups take what is in the folder, under names from a closed list.
  expect(readdirSync(folder).sort()).toEqual([`${first.keyId}.pub`, 'signing.key']);
  for (const name of readdirSync(folder)) expect(`keys/certificates/${name}`).toMatch(entryName);
});

test('after a rotation the new key signs, and what the old one signed still verifies', () => {
  const old = signText(dataDir, 'signing', 'lama');
  const keyId = rotateKey(dataDir, 'signing');
  const fresh = signText(dataDir, 'signing', 'baru');
  expect(fresh.keyId).toBe(keyId);
  expect(keyId).not.toBe(old.keyId);
  expect(verifyText(dataDir, 'signing', 'lama', old)).toBe('valid');
  expect(verifyText(dataDir, 'signing', 'baru', fresh)).toBe('valid');
  expect(statSync(join(folder, 'signing.key')).mode & 0o777).toBe(0o600);
});

test('a public key that was exchanged is not taken for the one it is named after', () => {
  const signed = signText(dataDir, 'signing', 'isi');
  const other = signText(dataDir, 'test', 'isi');
  writeFileSync(join(folder, `${signed.keyId}.pub`), publicKeyOf(dataDir, other.keyId) ?? '');
  expect(verifyText(dataDir, 'signing', 'isi', { ...other, keyId: signed.keyId })).toBe('unknown-key');
});

test('a damaged key is told, not replaced', () => {
  signText(dataDir, 'signing', 'isi');
  writeFileSync(join(folder, 'signing.key'), 'bukan kunci');
  expect(() => signText(dataDir, 'signing', 'isi')).toThrow(/damaged/);
});
