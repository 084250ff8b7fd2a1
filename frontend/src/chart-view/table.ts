// Reads the numbers of a table. A cell may carry data-value with the plain number; otherwise its text is read the way
// the page writes numbers: 1.234,5 in Romanian, 1,234.5 in English.
export interface Series {
  name: string;
  values: (number | null)[];
}

export interface Chart {
  title: string;
  categories: string[];
  series: Series[];
}

export function readNumber(text: string, language: string): number | null {
  const digits = text.replace(/[^\d.,-]/g, "");
  if (!/\d/.test(digits)) return null;
  const plain = language === "en" ? digits.replace(/,/g, "") : digits.replace(/\./g, "").replace(",", ".");
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

interface Cell {
  text: string;
  value: string | undefined;
}

/** From rows of cells: the first column names the category, every further numeric column is a series. */
export function readRows(title: string, head: readonly string[], rows: readonly (readonly Cell[])[], language: string): Chart {
  const numbers = (column: number): (number | null)[] =>
    rows.map((row) => {
      const cell = row[column];
      return cell ? (cell.value === undefined ? readNumber(cell.text, language) : Number(cell.value)) : null;
    });
  const series = head
    .map((name, column) => ({ name, values: column === 0 ? [] : numbers(column) }))
    .filter(({ values }) => values.some((value) => value !== null));
  return { title, categories: rows.map((row) => row[0]?.text ?? ""), series };
}

export function readTable(table: HTMLTableElement, language: string): Chart {
  const text = (cell: Element): string => cell.textContent?.trim() ?? "";
  const cells = (row: HTMLTableRowElement): Cell[] => [...row.cells].map((cell) => ({ text: text(cell), value: cell.dataset.value }));
  const head = [...(table.tHead?.rows[0]?.cells ?? [])].map(text);
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]).map(cells);
  return readRows(table.caption ? text(table.caption) : "", head, rows, language);
}
