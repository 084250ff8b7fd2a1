// <chart-view type="bar|stacked|line"> around a table: draws its numbers above it. The table stays, so that a chart
// never holds what cannot be read, copied or heard. Drawn on a canvas, because the page policy allows no inline style.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import type { EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { readTable } from "./table.ts";
import type { Chart } from "./table.ts";

use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, TooltipComponent]);

function tokens(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function option(chart: Chart, type: string, language: string): Parameters<EChartsType["setOption"]>[0] {
  const token = tokens();
  const text = { color: token("text"), fontFamily: token("font"), fontSize: 13 };
  const line = { lineStyle: { color: token("line") } };
  const write = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    animation: !still,
    color: ["primary", "ochre", "good", "unknown", "bad", "neutral"].map(token),
    textStyle: text,
    aria: { enabled: true, decal: { show: chart.series.length > 1 } },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: (value: unknown) => (typeof value === "number" ? write.format(value) : "—") },
    legend: { show: chart.series.length > 1, top: 0, textStyle: text },
    grid: { left: 8, right: 16, top: chart.series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: chart.categories, axisLabel: text, axisLine: line, axisTick: { show: false } },
    yAxis: { type: "value", axisLabel: { ...text, formatter: (value: number) => write.format(value) }, splitLine: line },
    series: chart.series.map(({ name, values }) =>
      type === "line"
        ? { type: "line", name, data: values, symbolSize: 7, lineStyle: { width: 3 } }
        : { type: "bar", name, data: values, barMaxWidth: 44, ...(type === "stacked" ? { stack: "sum" } : {}) },
    ),
  };
}

class ChartView extends HTMLElement {
  #chart: EChartsType | null = null;
  readonly #gone = new AbortController();

  connectedCallback(): void {
    const table = this.querySelector("table");
    if (!table || this.#chart) return;
    const language = document.documentElement.lang || "ro";
    const chart = readTable(table, language);
    if (chart.series.length === 0 || chart.categories.length === 0) return;
    const box = Object.assign(document.createElement("div"), { className: "chart", role: "img" });
    box.setAttribute("aria-label", chart.title);
    this.prepend(box);
    this.#chart = init(box, null, { renderer: "canvas" });
    const paint = (): void => this.#chart?.setOption(option(chart, this.getAttribute("type") ?? "bar", language));
    paint();
    box.setAttribute("aria-label", chart.title);
    new ResizeObserver(() => this.#chart?.resize()).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint, { signal: this.#gone.signal });
  }

  disconnectedCallback(): void {
    this.#gone.abort();
    this.#chart?.dispose();
    this.#chart = null;
  }
}

customElements.define("chart-view", ChartView);
