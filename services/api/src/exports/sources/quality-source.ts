import { QUALITY_COLUMNS, QualityFile, type QualityFileRow } from '#store/quality/quality-file.js';
import { centreColumns } from './place-columns.js';
import type { RowSource } from './row-source.js';
import { field } from './source-table.js';

/** Defects of data by centre and day. */
export const QUALITY_SOURCE: RowSource<QualityFileRow> = {
  name: 'quality',
  title: { en: 'Quality of data', sw: 'Ubora wa data', kk: 'Дерек сапасы', ru: 'Качество данных' },
  clock: {
    en: 'by the local days of each centre',
    sw: 'kwa siku za kila kituo',
    kk: 'әр орталықтың жергілікті күні бойынша',
    ru: 'по местным дням каждого центра',
  },
  filters: ['region', 'centre'],
  needsPermission: false,
  open: (reading) => new QualityFile(reading),
  packed: QUALITY_COLUMNS,
  columns: [
    ...centreColumns<QualityFileRow>(),
    field('day', 'date', 'Day', 'Siku', 'Күн', 'День'),
    field('defect', 'text', 'Defect', 'Kasoro', 'Ақау', 'Дефект'),
    field('n', 'integer', 'Number', 'Idadi', 'Саны', 'Количество'),
  ],
};
