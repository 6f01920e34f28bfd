import { type ReactNode, useState } from 'react';
import { nextSorting, type Sorting, sortRows } from './sort-rows';
import { columnClass, type TableColumn, type TableContent } from './table-column';
import { TableHead } from './table-head';

interface DataTableProps<Row> {
  /** What the table is of; read out by screen readers. */
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly content: TableContent<Row>;
  /** What is said when the rows were loaded and there are none. */
  readonly empty: string;
  readonly rowKey: (row: Row) => string;
  /** Words instead of the cells of a row of which nothing is loaded. */
  readonly unknownRow?: (row: Row) => string | null;
  readonly isRowStale?: (row: Row) => boolean;
  /** Something under a row, over the whole width. */
  readonly detail?: (row: Row) => ReactNode;
  /** list: on a card. plain: figures of a chart. bars: without a visible head. */
  readonly look?: 'list' | 'plain' | 'bars';
  readonly testId?: string;
}

/** Every table of the dashboard: captioned, with headers for columns and rows, and honest about what is not loaded. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, content, empty, look = 'list', testId } = props;
  const [sorting, setSorting] = useState<Sorting | null>(null);
  if (content.state !== 'loaded' || content.rows.length === 0)
    return (
      <p className="attention-status" data-table-state={content.state === 'loaded' ? 'empty' : content.state}>
        {content.state === 'loaded' ? empty : content.words}
      </p>
    );
  const sortBy = columns.find(({ id }) => id === sorting?.columnId)?.sortBy;
  const rows = sorting && sortBy ? sortRows(content.rows, sortBy, sorting.isDescending) : content.rows;
  return (
    <table className={look === 'list' ? 'list' : undefined} data-testid={testId}>
      <caption className="out-of-sight">{caption}</caption>
      <TableHead
        columns={columns}
        isHidden={look === 'bars'}
        sorting={sorting}
        onSort={({ id, isNumber = false }) => setSorting(nextSorting(sorting, id, isNumber))}
      />
      <tbody>
        {rows.map((row) => (
          <TableRow key={props.rowKey(row)} row={row} table={props} />
        ))}
      </tbody>
    </table>
  );
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly table: DataTableProps<Row>;
}

function TableRow<Row>({ row, table }: TableRowProps<Row>) {
  const { columns, unknownRow, isRowStale, detail } = table;
  const [first, ...rest] = columns;
  const unknown = unknownRow?.(row) ?? null;
  const below = detail?.(row) ?? null;
  return (
    <>
      <tr data-stale={isRowStale?.(row)}>
        {first === undefined ? null : <th scope="row">{first.cell(row)}</th>}
        {unknown === null ? (
          rest.map((column) => <Cell key={column.id} column={column} row={row} />)
        ) : (
          <td colSpan={rest.length}>{unknown}</td>
        )}
      </tr>
      {below === null ? null : (
        <tr>
          <td colSpan={columns.length}>{below}</td>
        </tr>
      )}
    </>
  );
}

function Cell<Row>({ column, row }: { readonly column: TableColumn<Row>; readonly row: Row }) {
  const classes = [columnClass(column), column.cellClass?.(row)].filter((name) => name !== undefined);
  return <td className={classes.length === 0 ? undefined : classes.join(' ')}>{column.cell(row)}</td>;
}
