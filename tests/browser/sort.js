// Clicks on each heading of each table, twice: rows come in order, none is lost, and what sums
// them up stays where it is.
(() => {
  const amiss = [];
  const scale = {f: 1e-15, p: 1e-12, n: 1e-9, 'µ': 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12};
  const number = text => {
    const m = text.match(/^<?(-?[\d,]+(?:\.\d+)?(?:e[+-]?\d+)?)(?: ([fpnµmkMGT]?)(J|s|m²)| %)?$/);
    if (!m) return undefined;
    const by = scale[m[2]] || 1;
    return parseFloat(m[1].replace(/,/g, '')) * (m[3] === 'm²' ? by * by : by);
  };
  for (const table of document.querySelectorAll('table')) {
    if (!table.tHead) continue;
    const name = table.caption.textContent, before = [...table.tBodies[0].rows];
    const foot = table.tFoot && table.tFoot.textContent;
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = head.querySelector('button');
      if (!button) {
        if (head.textContent) amiss.push(`${name}: no button in ${head.textContent}`);
        return;
      }
      for (const way of [1, -1]) {
        button.click();
        const rows = [...table.tBodies[0].rows];
        const values = rows.map(row => number(row.cells[column].textContent));
        if (rows.length !== before.length || before.some(row => !rows.includes(row)))
          amiss.push(`${name}: rows are lost by ${head.textContent}`);
        if (values.every(v => v !== undefined) &&
            values.some((v, i) => i && (v - values[i - 1]) * way < -1e-9 * Math.abs(v)))
          amiss.push(`${name}: not in order by ${head.textContent}`);
        if (head.getAttribute('aria-sort') !== (way > 0 ? 'ascending' : 'descending'))
          amiss.push(`${name}: the order by ${head.textContent} is not told`);
      }
    });
    if (foot !== (table.tFoot && table.tFoot.textContent)) amiss.push(`${name}: the sum has moved`);
  }
  return amiss.slice(0, 10);
})()
