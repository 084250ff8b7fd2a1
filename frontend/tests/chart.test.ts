import assert from "node:assert/strict";
import { test } from "node:test";
import { readNumber, readRows } from "../src/chart-view/table.ts";

test("numbers are read the way the page writes them", () => {
  assert.equal(readNumber("1.234,5 zile", "ro"), 1234.5);
  assert.equal(readNumber("1,234.5 days", "en"), 1234.5);
  assert.equal(readNumber("94,2 %", "ro"), 94.2);
  assert.equal(readNumber("−", "ro"), null);
  assert.equal(readNumber("—", "ro"), null);
});

test("columns of words are no series, an empty cell is a gap and not a zero", () => {
  const cell = (text: string, value?: string) => ({ text, value });
  const chart = readRows("Dosare", ["Luna", "Șef", "Primite"], [[cell("oct."), cell("Dan"), cell("12")], [cell("nov."), cell("Dan"), cell("—")]], "ro");
  assert.deepEqual(chart, { title: "Dosare", categories: ["oct.", "nov."], series: [{ name: "Primite", values: [12, null] }] });
});

test("a cell's own plain number wins over its text", () => {
  const chart = readRows("t", ["a", "b"], [[{ text: "x", value: undefined }, { text: "o mie", value: "1000" }]], "ro");
  assert.deepEqual(chart.series[0]?.values, [1000]);
});
