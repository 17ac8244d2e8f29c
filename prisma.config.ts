import { defineConfig } from 'prisma/config';

// The address is a placeholder: generate and validate ask no database, and migrations run through prisma/migrate.ts.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: 'postgresql://127.0.0.1:5432/unused' },
});
