import type { ColumnKind } from './column-kind.js';

const NAMES = {
  visit: /^(?:#|№|no\.?|id|.*_id)$|ticket|token|visit|queue.?n|number|номер|талон|bilet|senha|turno|protocol/i,
  service: /service|queue|type|category|услуг|huduma|servi[cç]|hizmet/i,
  desk: /desk|counter|window|окно|guich|ventanilla|dirisha|banko/i,
  staff: /staff|clerk|agent|operator|officer|server|employee|сотрудник|оператор|colaborador|atendente|afisa/i,
  issued: /issue|arriv|creat|regist|check.?in|abertura|llegada|enter|entry|получ|выда|созда|kuingia|^in$/i,
  called: /call|вызов|chamad|llamad|wito/i,
  started: /start|begin|inicio|нач|kuanza/i,
  ended: /end|finish|clos|complet|check.?out|exit|leave|left|finaliz|salida|оконч|заверш|kumaliza|^out$/i,
  waited: /wait|ожидан|espera|kusubiri/i,
  served: /serv|handl|durat|обслуж|atendim/i,
} as const;

/** One moment of a visit in the file. */
export interface TimeColumn {
  readonly date?: ColumnKind | undefined;
  readonly time: ColumnKind;
}

/** Which columns seem to be what. */
export interface Roles {
  readonly visit: ColumnKind | undefined;
  readonly service: ColumnKind | undefined;
  readonly desk: ColumnKind | undefined;
  readonly staff: ColumnKind | undefined;
  readonly issued: TimeColumn | undefined;
  readonly called: TimeColumn | undefined;
  readonly started: TimeColumn | undefined;
  readonly ended: TimeColumn | undefined;
  readonly waited: ColumnKind | undefined;
  readonly served: ColumnKind | undefined;
  /** Times were put in their order because their names say nothing. */
  readonly isOrderGuessed: boolean;
}

/** A length of time. `0:05:00` may also be a time of day; then the name decides. */
const isLength = ({ kind, name }: ColumnKind): boolean =>
  kind === 'duration' || kind === 'number' || (kind === 'time' && LENGTHS.test(name));
const LENGTHS = /wait|durat|handl|ожидан|обслуж|espera|kusubiri/i;

/** Finds roles by names of columns in some languages, and by the order of times. */
export function columnRoles(columns: readonly ColumnKind[]): Roles {
  const free = new Set(columns.filter(({ kind }) => kind === 'text' || kind === 'number'));
  const take = (role: keyof typeof NAMES, isFit: (column: ColumnKind) => boolean): ColumnKind | undefined => {
    const found = [...free].filter((column) => NAMES[role].test(column.name) && isFit(column));
    const best = found.sort((left, right) => right.distinct - left.distinct)[0];
    if (best !== undefined) free.delete(best);
    return best;
  };
  const lengths = columns.filter(isLength);
  const waited = lengths.find(({ name }) => NAMES.waited.test(name));
  const served = lengths.find((column) => column !== waited && NAMES.served.test(column.name));
  for (const column of [waited, served]) if (column !== undefined) free.delete(column);
  const visit = take('visit', ({ distinct, filled }) => distinct > filled / 2);
  const named = { staff: take('staff', () => true), desk: take('desk', () => true) };
  const service = take('service', ({ distinct, filled }) => distinct <= Math.max(20, filled / 4));
  return { visit, service, ...named, ...timesOf(timeColumns(columns)), waited, served };
}

/** Columns with a moment each, or times of day with the date before them. */
function timeColumns(columns: readonly ColumnKind[]): readonly TimeColumn[] {
  const stamps = columns.filter(({ kind }) => kind === 'stamp').map((time) => ({ time }));
  let date: ColumnKind | undefined;
  const pairs: TimeColumn[] = [];
  for (const column of columns) {
    if (column.kind === 'date') date = column;
    else if (column.kind === 'time' && !isLength(column) && date !== undefined) pairs.push({ date, time: column });
  }
  return stamps.length > 0 ? stamps : pairs;
}

type Times = Pick<Roles, 'issued' | 'called' | 'started' | 'ended' | 'isOrderGuessed'>;

function timesOf(times: readonly TimeColumn[]): Times {
  const left = [...times];
  const byName = (role: 'issued' | 'called' | 'started' | 'ended'): TimeColumn | undefined => {
    const index = left.findIndex(
      ({ date, time }) => NAMES[role].test(time.name) || (date && NAMES[role].test(date.name)),
    );
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const named = {
    issued: byName('issued'),
    called: byName('called'),
    ended: byName('ended'),
    started: byName('started'),
  };
  const ordered = left.sort((one, other) => orderOf(one) - orderOf(other));
  const isOrderGuessed = ordered.length > 0 && (named.issued === undefined || named.ended === undefined);
  return {
    issued: named.issued ?? ordered.shift(),
    ended: named.ended ?? ordered.pop(),
    called: named.called ?? (named.started === undefined ? ordered.shift() : undefined),
    started: named.started,
    isOrderGuessed,
  };
}

const orderOf = ({ date, time }: TimeColumn): number => (date?.middle ?? 0) + time.middle;
