import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const sheet = readFileSync(join(process.cwd(), "styles/tokens.css"), "utf8");
const [light, dark] = [sheet.slice(0, sheet.indexOf("@media (prefers-color-scheme: dark)")), sheet.slice(sheet.indexOf("@media (prefers-color-scheme: dark)"), sheet.indexOf(".dense"))];

function tokens(css: string): Record<string, string> {
  return Object.fromEntries([...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((start) => {
    const value = parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function ratio(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

// Text pairs hold 4.5:1; borders of controls and the focus ring 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
const TEXT: [string, string][] = [
  ...["paper", "surface", "sunken", "primary-soft", "good-soft", "warn-soft", "bad-soft", "unknown-soft"].map((ground): [string, string] => ["text", ground]),
  ...["paper", "surface", "sunken", "primary-soft", "warn-soft"].map((ground): [string, string] => ["muted", ground]),
  ["primary", "paper"], ["primary", "surface"], ["primary", "sunken"], ["primary", "primary-soft"], ["primary-strong", "primary-soft"],
  ["on-primary", "primary"], ["on-primary", "primary-strong"], ["on-header", "header"], ["header-muted", "header"],
  ["good", "good-soft"], ["warn", "warn-soft"], ["bad", "bad-soft"], ["unknown", "unknown-soft"], ["neutral", "neutral-soft"],
  ["good", "surface"], ["warn", "surface"], ["bad", "surface"], ["bad", "paper"], ["unknown", "surface"], ["good-soft", "good"], ["surface", "bad"], ["surface", "good"],
];
const SHAPE: [string, string][] = [["line-strong", "surface"], ["line-strong", "paper"], ["line-strong", "primary-soft"], ["focus-edge", "focus"], ["focus", "header"]];

for (const [scheme, css] of [["light", light], ["dark", dark]] as const) {
  const colour = { ...tokens(light!), ...tokens(css!) };
  test(`${scheme}: every pair of colours can be read`, () => {
    const weak = [
      ...TEXT.filter(([a, b]) => ratio(colour[a]!, colour[b]!) < 4.5),
      ...SHAPE.filter(([a, b]) => ratio(colour[a]!, colour[b]!) < 3),
    ].map(([a, b]) => `${a} on ${b}: ${ratio(colour[a]!, colour[b]!).toFixed(2)}`);
    assert.deepEqual(weak, []);
  });
}
