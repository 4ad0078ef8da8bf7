/** The program behind `npm run rotate-key [-- test]`: a new key for certificates; those that were signed keep verifying. It works beside a running server. */
import { ConfigurationError, configurationExitCode, readEnv } from '../env.ts';
import { type KeyPurpose, rotateKey } from './keys.ts';

function purposeOf(word: string | undefined): KeyPurpose {
  if (word === undefined || word === 'signing') return 'signing';
  if (word === 'test') return 'test';
  throw new ConfigurationError('Which key? npm run rotate-key [-- test]');
}

try {
  const keyId = rotateKey(readEnv().dataDir, purposeOf(process.argv[2]));
  process.stdout.write(`${keyId} signs from now on. The private half before it is gone: make a backup.\n`);
} catch (error) {
  const expected = error instanceof ConfigurationError;
  process.stderr.write(`${expected ? error.message : `It failed: ${(error as Error).stack}`}\n`);
  process.exitCode = expected ? configurationExitCode : 1;
}
