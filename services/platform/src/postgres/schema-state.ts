import { readdirSync } from 'node:fs';
import type { Database } from './database.js';
import { MIGRATIONS_FOLDER } from './migrate.js';

/** The schema of the database compared with that of this program. */
export interface SchemaState {
  /** Newest migration of this program. */
  readonly wanted: string;
  /** Newest migration of the database; undefined when none was run there. */
  readonly found: string | undefined;
  /** Migrations of this program that the database lacks, oldest first. */
  readonly missing: readonly string[];
}

/** Names of this program's migrations, oldest first. */
export const knownMigrations = (): readonly string[] =>
  readdirSync(MIGRATIONS_FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.replace(/\.sql$/, ''))
    .sort();

/** Compares the migrations of the database with those of this program. @throws when the database does not answer */
export async function readSchemaState(
  database: Database,
  known: readonly string[] = knownMigrations(),
): Promise<SchemaState> {
  const exists = await database.query<{ there: boolean }>(
    "SELECT to_regclass('mnara_schema.migration') IS NOT NULL AS there",
  );
  const applied =
    exists.rows[0]?.there === true
      ? (await database.query<{ name: string }>('SELECT name FROM mnara_schema.migration ORDER BY name')).rows
      : [];
  const names = new Set(applied.map(({ name }) => name));
  return {
    wanted: known.at(-1) ?? '',
    found: applied.at(-1)?.name,
    missing: known.filter((name) => !names.has(name)),
  };
}
