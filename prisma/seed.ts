/** `npm run seed`: fills an empty database with the five institutions whose procedures come with the product, and prints how to sign in. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../server/src/db.ts';
import { ConfigurationError, readEnv } from '../server/src/env.ts';
import { hashPassword } from '../server/src/identity/index.ts';
import { createLog } from '../server/src/log.ts';
import { seedInstitutions } from '../server/src/seed.ts';

const env = readEnv();
const say = (line: string) => process.stdout.write(`${line}\n`);
try {
  const { db, close } = await openDatabase({
    databaseUrl: env.databaseUrl,
    dataDir: env.dataDir,
    poolSize: 2,
    migrations: fileURLToPath(new URL('migrations', import.meta.url)),
    log: createLog('warn'),
  });
  try {
    if ((await db.institution.count()) > 0)
      throw new ConfigurationError('The database is not empty: nothing was written.');
    const password = randomBytes(9).toString('base64url');
    const access = { now: new Date(), passwordHash: await hashPassword(password), mustChangePassword: true };
    const seeded = await db.$transaction((tx) => seedInstitutions(tx, access), { timeout: 120_000 });
    for (const { name, people } of seeded) {
      say(`\n${name}`);
      for (const { email, title } of people) say(`  ${email}  ${title}`);
    }
    say(`\nPassword of all of them until the first sign-in: ${password}`);
  } finally {
    await close();
  }
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
