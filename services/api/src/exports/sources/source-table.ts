import type { Words } from '#domain/kpi/catalogue-entry.js';
import type { Directory, Names } from '#store/network/directory.js';
import { nameIn } from '../../network/network-view.js';
import { CountedRows } from '../counted-rows.js';
import type { Cell, ColumnKind, ExportTable, NoteLine, Row } from '../export-table.js';
import { type FileLanguage, say, wordIn } from '../words/file-words.js';

/** A header in English, Swahili, Kazakh and Russian. */
export type FourWords = readonly [en: string, sw: string, kk: string, ru: string];

/** Names of places in a file's language, by their ids. */
export interface NameLists {
  readonly language: FileLanguage;
  readonly regions: ReadonlyMap<string, string>;
  readonly centres: ReadonlyMap<string, string>;
  readonly services: ReadonlyMap<string, string>;
  readonly agencies: ReadonlyMap<string, string>;
}

/** Names of what the viewer may see. */
export function nameLists(visible: Directory, language: FileLanguage): NameLists {
  const list = (known: ReadonlyMap<string, { readonly names: Names }>): ReadonlyMap<string, string> =>
    new Map([...known].map(([id, { names }]) => [id, nameIn(names, id)({ language })]));
  return {
    language,
    regions: list(visible.regionById),
    centres: list(visible.centreById),
    services: list(visible.serviceById),
    agencies: list(visible.agencyById),
  };
}

/** Finds names of places in the file's language. */
export interface PlaceNames {
  readonly language: FileLanguage;
  readonly region: (id: string | null) => string | null;
  readonly centre: (id: string | null) => string | null;
  readonly service: (id: string | null) => string | null;
  readonly agency: (id: string | null) => string | null;
}

/** An id without a name is its own name. */
export function placeNames({ language, regions, centres, services, agencies }: NameLists): PlaceNames {
  const reader =
    (known: ReadonlyMap<string, string>) =>
    (id: string | null): string | null =>
      id === null ? null : (known.get(id) ?? id);
  return {
    language,
    region: reader(regions),
    centre: reader(centres),
    service: reader(services),
    agency: reader(agencies),
  };
}

/** A column of a file, and its cell of a record. */
export interface Spec<Record> {
  readonly key: string;
  readonly kind: ColumnKind;
  readonly words: FourWords;
  /** Left out where the page is narrow. */
  readonly isDetail?: boolean;
  readonly cell: (record: Record, names: PlaceNames) => Cell;
}

/** A column whose cell is the record's field of the same name. */
export const field = <Record extends Readonly<{ [Key in Name]: Cell }>, Name extends string & keyof Record>(
  key: Name,
  kind: ColumnKind,
  ...words: FourWords
): Spec<Record> => ({ key, kind, words, cell: (record) => record[key] });

const ofFour = ([en, sw, kk, ru]: FourWords): Words => ({ en, sw, kk, ru });

/** What a table of records is made of. */
export interface SourceTable<Record> {
  readonly title: Words;
  readonly columns: readonly Spec<Record>[];
  readonly records: AsyncIterable<readonly Record[]>;
  readonly rowCount: number;
  readonly notes: readonly NoteLine[];
  readonly names: NameLists;
  /** The network's. */
  readonly timeZone: string;
}

/** The two lines that every file ends with. */
export function trailerOf(counted: CountedRows, language: FileLanguage): readonly NoteLine[] {
  const { rows, sha256 } = counted.count();
  return [
    { key: 'rows', label: say('rows', language), value: String(rows) },
    { key: 'sha256', label: say('sha256', language), value: sha256 },
  ];
}

/** Records as a table in the file's language. A column with the key `timezone` names each row's zone. */
export function sourceTable<Record>(source: SourceTable<Record>): ExportTable {
  const { columns, timeZone } = source;
  const { language } = source.names;
  const names = placeNames(source.names);
  const counted = new CountedRows();
  const cells = columns.map(({ cell }) => cell);
  async function* rows(): AsyncGenerator<readonly Row[], void> {
    for await (const batch of source.records) yield batch.map((record) => cells.map((cell) => cell(record, names)));
  }
  const labels = columns.map(({ words }) => wordIn(ofFour(words), language));
  const zoneColumn = columns.findIndex(({ key }) => key === 'timezone');
  return {
    title: wordIn(source.title, language),
    columns: columns.map(({ key, kind, isDetail = false }, place) => ({
      key,
      kind,
      isDetail,
      label: labels[place] ?? key,
    })),
    rows: counted.read(rows()),
    rowCount: source.rowCount,
    notes: source.notes,
    definitions: columns.map(({ key, kind }, place) => ({
      id: key,
      name: labels[place] ?? key,
      unit: kind,
      definition: labels[place] ?? key,
    })),
    ...(zoneColumn < 0 ? {} : { zoneColumn }),
    timeZone,
    trailer: () => trailerOf(counted, language),
  };
}
