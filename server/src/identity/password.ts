/** Passwords of staff: argon2id (RFC 9106) with the parameters OWASP recommends for servers. */
import { type Algorithm, hash, verify } from '@node-rs/argon2';

/** Higher costs an attacker and every sign-in more memory and time (about 30 ms each); lower makes a stolen table cheaper to search. */
const parameters = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The PHC string to store. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

let decoy: Promise<string> | undefined;

/** Whether the password is right. Without a stored hash (nobody has this address) it takes as long as with one, and is false. */
export async function isRightPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const right = await verify(stored ?? (await decoy), password);
  return right && stored !== null;
}
