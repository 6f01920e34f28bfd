import { field, type Spec } from './source-table.js';

/** A record of a centre. */
interface OfCentre {
  readonly region: string | null;
  readonly centre: string | null;
}

/** Columns of a centre: its region, id and name. */
export const centreColumns = <Record extends OfCentre>(): readonly Spec<Record>[] => [
  {
    key: 'region',
    kind: 'text',
    words: ['Region id', 'Kitambulisho cha eneo', 'Өңір коды', 'Код региона'],
    cell: ({ region }) => region,
  },
  {
    key: 'centre',
    kind: 'text',
    words: ['Centre id', 'Kitambulisho cha kituo', 'Орталық коды', 'Код центра'],
    isDetail: true,
    cell: ({ centre }) => centre,
  },
  {
    key: 'centre_name',
    kind: 'text',
    words: ['Centre', 'Kituo', 'Орталық', 'Центр'],
    cell: ({ centre }, names) => names.centre(centre),
  },
];

/** The time zone by whose clock the moments of a row are. */
export const zoneColumn = <Record extends { readonly timezone: string | null }>(): Spec<Record> =>
  field('timezone', 'text', 'Time zone', 'Saa za eneo', 'Уақыт белдеуі', 'Часовой пояс');
