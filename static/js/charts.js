// Draws the charts of a page from the options that it carries as data. Each chart stands in a
// figure with the table of the same figures, which stays when this cannot run. ECharts is
// loaded when there is a chart to draw, not before.
(() => {
  'use strict';

  const charts = new Map(); // element → { chart, data }
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let library;

  const load = (src) => {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = src;
      script.onload = () => resolve(window.echarts);
      script.onerror = reject;
      document.head.append(script);
    });
    return library;
  };

  // The value of a token for the theme in force: the sheet holds pairs, the browser chooses.
  const token = (() => {
    let probe;
    return (name) => {
      if (!probe) {
        probe = document.createElement('span');
        probe.hidden = true;
        document.body.append(probe);
      }
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
  })();

  const theme = () => {
    const ink = token('--ink');
    const muted = token('--muted');
    const line = token('--line');
    const axis = { axisLine: { lineStyle: { color: muted } }, axisTick: { lineStyle: { color: muted } }, axisLabel: { color: muted }, splitLine: { lineStyle: { color: line } } };
    return {
      textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
      categoryAxis: { ...axis, splitLine: { show: false } },
      valueAxis: axis,
      legend: { textStyle: { color: ink } },
      pie: { label: { color: ink }, itemStyle: { borderColor: token('--surface'), borderWidth: 2 } },
      tooltip: { backgroundColor: token('--surface'), borderColor: token('--edge'), textStyle: { color: ink } },
    };
  };

  // Only colors are tokens: a label that looks like one stays as it is.
  const colored = (value, key) => {
    if (Array.isArray(value)) return value.map((each) => colored(each, key));
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, colored(v, k)]));
    return key === 'color' && typeof value === 'string' && value.startsWith('--') ? token(value) : value;
  };

  const draw = (echarts, el, data) => {
    charts.get(el)?.chart?.dispose();
    const chart = echarts.init(el, theme(), { renderer: 'svg' });
    charts.set(el, { chart, data });
    chart.setOption({ ...colored(data.option), animation: !calm.matches });
    chart.on('click', ({ seriesIndex, dataIndex }) => {
      const href = data.links?.[seriesIndex]?.[dataIndex];
      if (href?.startsWith('/')) location.assign(href);
    });
    el.dataset.drawn = 'true';
  };

  // A chart in a closed part of the page has no size; it is drawn when it gets one.
  const sizes = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      if (contentRect.width === 0 || contentRect.height === 0) continue;
      const known = charts.get(target);
      if (known?.chart) known.chart.resize();
      else if (known) start(target, known.data);
    }
  });

  const start = async (el, data) => {
    try {
      const echarts = await load(el.dataset.echarts);
      if (el.isConnected && !charts.get(el)?.chart) draw(echarts, el, data);
    } catch (error) {
      console.error('A chart could not be drawn:', error);
      el.hidden = true;
      el.parentElement.querySelector('details').open = true; // the table says the same
    }
  };

  const sweep = () => {
    for (const [el, { chart }] of charts) {
      if (el.isConnected) continue;
      chart?.dispose();
      sizes.unobserve(el);
      charts.delete(el);
    }
  };

  const scan = () => {
    sweep();
    for (const script of document.querySelectorAll('[data-chart] > script[type="application/json"]')) {
      const el = script.parentElement.querySelector('[data-echarts]');
      if (!el || charts.has(el)) continue;
      el.hidden = false;
      script.parentElement.querySelector('details').open = false;
      charts.set(el, { data: JSON.parse(script.textContent) });
      sizes.observe(el);
    }
  };

  const redraw = () => {
    for (const [el, { chart, data }] of charts) if (chart) draw(window.echarts, el, data);
  };

  dark.addEventListener('change', redraw);
  calm.addEventListener('change', redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  document.addEventListener('htmx:after:swap', scan);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', scan);
  else scan();
})();
