/** The second step of signing in: time-based codes (TOTP, RFC 6238) and recovery codes. */
import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** Seconds a code is shown. Authenticator apps know only this one everywhere. */
const periodS = 30;
/** Codes before and after the current one that still count. Higher forgives a clock that is wrong; lower leaves fewer guesses. */
const toleratedSteps = 1;
const recoveryCodeCount = 10;

export interface SecondStepOffer {
  readonly secret: string;
  /** What the picture for the authenticator app says (`otpauth://…`). */
  readonly uri: string;
}

/** A new secret for this person, labelled as authenticator apps list it. */
export function offerSecondStep(institutionName: string, email: string): SecondStepOffer {
  const secret = new Secret({ size: 20 });
  return { secret: secret.base32, uri: totpOf(secret.base32, institutionName, email).toString() };
}

/** The time step whose code this is, or null. It must be later than the last one that was used, so that a code counts once. */
export function findStep(secret: string, code: string, now: Date): bigint | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: now.getTime(), window: toleratedSteps });
  return delta === null ? null : BigInt(Math.floor(now.getTime() / 1_000 / periodS) + delta);
}

function totpOf(secret: string, issuer = 'Sambung', label = ''): TOTP {
  return new TOTP({ issuer, label, secret: Secret.fromBase32(secret), digits: 6, period: periodS, algorithm: 'SHA1' });
}

/** Ten codes of 60 bits, `k3f9-1c8d-77aa`-like, each for one sign-in without the phone. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () => {
    // Crockford's alphabet: nothing in it is mistaken for something else on paper.
    const letters = [...randomBytes(12)].map((byte) => '0123456789abcdefghjkmnpqrstvwxyz'[byte % 32]).join('');
    return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
  });
}

/** What is stored of a recovery code: 60 random bits need no slow hash. */
export function recoveryHash(code: string): string {
  return createHash('sha256')
    .update(code.toLowerCase().replace(/[^0-9a-z]/g, ''))
    .digest('hex');
}

/** Six digits are a code of the app; everything else is a recovery code. Spaces do not matter. */
export function isAppCode(code: string): boolean {
  return /^\d{6}$/.test(code.replace(/\s/g, ''));
}
