/** Prisma's configuration: where the schema lies. The URL is a placeholder; the server passes its own pool to the client. */
import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://unused@127.0.0.1/unused' },
});
