import type { Sorting } from './sort-rows';
import { columnClass, type TableColumn } from './table-column';

interface TableHeadProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  /** Only screen readers get the headers. */
  readonly isHidden: boolean;
  readonly sorting: Sorting | null;
  readonly onSort: (column: TableColumn<Row>) => void;
}

/** The headers of a table's columns; those that can be sorted by are buttons. */
export function TableHead<Row>({ columns, isHidden, sorting, onSort }: TableHeadProps<Row>) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            className={columnClass(column)}
            aria-sort={sorting?.columnId !== column.id ? undefined : sorting.isDescending ? 'descending' : 'ascending'}
          >
            {isHidden ? (
              <span className="out-of-sight">{column.header}</span>
            ) : column.sortBy === undefined ? (
              column.header
            ) : (
              <button type="button" className="sort" onClick={() => onSort(column)}>
                {column.header}
              </button>
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}
