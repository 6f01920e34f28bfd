import { useTranslation } from 'react-i18next';
import { DataTable } from '../tables/data-table';
import { ScrollingTable } from '../tables/scrolling-table';
import { loadedRows, type TableColumn } from '../tables/table-column';
import type { ChartContent } from './chart-option';

/** The figures of a chart as a table: one row for each category, one column for each series. */
export function ChartTable({ content, title }: { readonly content: ChartContent; readonly title: string }) {
  const { t } = useTranslation();
  const columns: readonly TableColumn<number>[] = [
    { id: 'category', header: content.categoryName, cell: (at) => content.categories[at] },
    ...content.bands.flatMap((band) =>
      band.series.map((series) => ({
        id: series.name,
        header: series.name,
        cell: (at: number) => {
          const value = series.values[at] ?? null;
          return value === null ? '–' : band.format(value);
        },
      })),
    ),
  ];
  return (
    <ScrollingTable label={title} className="chart-table">
      <DataTable
        caption={title}
        columns={columns}
        content={loadedRows(content.categories.map((_, at) => at))}
        empty={t('state.noData')}
        rowKey={String}
        look="plain"
      />
    </ScrollingTable>
  );
}
