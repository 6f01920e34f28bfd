import { useTranslation } from 'react-i18next';
import { DataTable } from '../tables/data-table';
import { ScrollingTable } from '../tables/scrolling-table';
import { loadedRows, type TableColumn } from '../tables/table-column';
import { type ChartPicture, pictureTable } from './chart-picture';

/** The figures of a chart as a table: one row for each category, one column for each series. */
export function ChartTable({ content, title }: { readonly content: ChartPicture; readonly title: string }) {
  const { t } = useTranslation();
  const { categories, categoryName, columns: figures } = pictureTable(content);
  const columns: readonly TableColumn<number>[] = [
    { id: 'category', header: categoryName, cell: (at) => categories[at] },
    ...figures.map(({ name, cells }, index) => ({
      id: `${index} ${name}`,
      header: name,
      cell: (at: number) => cells[at],
    })),
  ];
  return (
    <ScrollingTable label={`${title}: ${t('chart.asTable')}`} className="chart-table">
      <DataTable
        caption={title}
        columns={columns}
        content={loadedRows(categories.map((_, at) => at))}
        empty={t('state.noData')}
        rowKey={String}
        look="plain"
      />
    </ScrollingTable>
  );
}
