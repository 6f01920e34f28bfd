import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Verification, verify } from '#administration/verification/verification.js';
import { type Json, startApi, type TestApi } from './api-server.js';
import { type BankHost, type ImportSource, startBank } from './bank-host.js';
import { EMBEDDED } from './shape.js';

const QUERY = `query($request: KpiRequest!) {
  kpis(request: $request) { zone notes { text } rows { group { value } values { id value n d noData } } } }`;

/** A small invented network into which files of tests/cases are imported by a real agent. */
export interface CaseHost extends BankHost {
  /** Imports a text as a file of this name, by the host's mapping. */
  importingText(name: string, text: string, agentId?: string, mappingText?: string): ReturnType<BankHost['importing']>;
  /** Values of KPIs by id, of the one row that the request asks for; null: no data. */
  kpis(ids: readonly string[], request: Record<string, unknown>): Promise<Record<string, number | null>>;
  /** The value of one KPI by the row's groups, joined with a blank; what has no data is left out. */
  rows(id: string, request: Record<string, unknown>): Promise<Record<string, number>>;
  /** What is said beside the figures. */
  notes(request: Record<string, unknown>): Promise<readonly string[]>;
  /** `mnara verify --recompute`. */
  verified(): Promise<Verification>;
}

/** A file of tests/cases as text. */
export const caseText = (path: string): Promise<string> =>
  readFile(fileURLToPath(new URL(`../cases/${path}`, import.meta.url)), 'utf8');

export async function startCases(from: ImportSource): Promise<CaseHost> {
  const host = await startBank(EMBEDDED, from);
  const api: TestApi = await startApi(host.database);
  const token = await api.token({ kind: 'network' });
  const ask = async (request: Record<string, unknown>): Promise<Json> => {
    const { data, errors } = await api.ask(token, QUERY, { request });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data.kpis;
  };
  return {
    ...host,
    importingText: async (name, text, agentId, mappingText) => {
      const path = join(host.folder, name);
      await writeFile(path, text);
      return host.importing(path, agentId, mappingText);
    },
    kpis: async (ids, request) => {
      const { rows }: { rows: Json[] } = await ask({ ids, ...request });
      if (rows.length > 1) throw new Error(`${rows.length} rows instead of one; name the place or the hour.`);
      const values: Json[] = rows[0]?.values ?? [];
      return Object.fromEntries(values.map(({ id, value, noData }: Json) => [id, noData ? null : value]));
    },
    rows: async (id, request) => {
      const { rows }: { rows: Json[] } = await ask({ ids: [id], withEmpty: false, ...request });
      const shown = rows.filter(({ values: [value] }) => value?.noData === false);
      return Object.fromEntries(
        shown.map(({ group, values: [value] }) => [group.map((one: Json) => one.value).join(' '), value.value]),
      );
    },
    notes: async (request) => (await ask(request)).notes.map(({ text }: { text: string }) => text),
    verified: () => verify(host.database, true, new Map()),
    stop: async () => {
      await api.stop();
      await host.stop();
    },
  };
}
