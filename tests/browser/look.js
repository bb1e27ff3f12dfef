// What a page looks like: everything that is amiss with it, and the numbers that it shows.
(() => {
  const amiss = [], say = text => { if (amiss.length < 20) amiss.push(text); };
  const short = element => {
    const text = element.textContent.trim().replace(/\s+/g, ' ');
    return `<${element.localName}> ${text.length > 40 ? text.slice(0, 40) + '…' : text}`;
  };
  const visible = element => element.checkVisibility() && !element.closest('.skip');

  // ---- nothing sticks out ----
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth)
    say(`the page is ${root.scrollWidth} wide, and the window ${root.clientWidth}`);
  const scrolls = element => {
    for (let e = element; e; e = e.parentElement)
      if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return true;
    return false;
  };
  for (const element of document.body.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (!visible(element) || !box.width || scrolls(element)) continue;
    if (box.right > root.clientWidth + 0.5 || box.left < -0.5) say(`sticks out: ${short(element)}`);
  }

  for (const element of document.querySelectorAll('h1,h2,p,li,td,th,figcaption,caption,span'))
    if (visible(element) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth)
      say(`has no room: ${short(element)}`);

  // ---- texts of a drawing: in it, apart, and large enough ----
  const LEAST = 8.5, APART = 1;
  const shrunk = text => {  // without the room that fonts leave above and below
    const b = text.getBoundingClientRect(), pad = b.height * 0.14;
    return {left: b.left, right: b.right, top: b.top + pad, bottom: b.bottom - pad, text};
  };
  for (const svg of document.querySelectorAll('svg')) {
    const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
    const boxes = [...svg.querySelectorAll('text')].map(shrunk).filter(b => b.right > b.left);
    for (const b of boxes) {
      if (b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 1 ||
          b.bottom > frame.bottom + 1)
        say(`leaves its drawing: ${short(b.text)}`);
      const size = parseFloat(getComputedStyle(b.text).fontSize) * scale;
      if (size < LEAST) say(`${size.toFixed(1)} px is small: ${short(b.text)}`);
    }
    boxes.sort((a, b) => a.top - b.top);
    boxes.forEach((a, i) => {
      for (let k = i + 1; k < boxes.length && boxes[k].top < a.bottom - APART; k++) {
        const b = boxes[k];
        if (a.left < b.right - APART && b.left < a.right - APART)
          say(`overlap: ${short(a.text)}, ${short(b.text)}`);
      }
    });
    if (!svg.getAttribute('aria-label')) say('a drawing says nothing to those who cannot see it');
    if (!svg.closest('figure')?.querySelector('figcaption')) say('a drawing has no caption');
  }
  for (const table of document.querySelectorAll('table'))
    if (!table.caption) say(`no caption: ${short(table)}`);

  // ---- contrast (WCAG 2.1, 1.4.3) ----
  const parse = color => {
    const n = color.match(/[\d.]+/g).map(Number);
    return {rgb: n.slice(0, 3), alpha: n.length > 3 ? n[3] : 1};
  };
  const over = (top, alpha, below) => below.map((v, i) => top[i] * alpha + v * (1 - alpha));
  const luminance = rgb => {
    const light = v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = rgb.map(v => light(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = element => {
    if (!element) return [255, 255, 255];
    const {rgb, alpha} = parse(getComputedStyle(element).backgroundColor);
    return alpha === 1 ? rgb : over(rgb, alpha, ground(element.parentElement));
  };
  const shapes = new Map();
  const under = (text, x, y) => {  // what was drawn there before
    const svg = text.closest('svg');
    let color = ground(svg);
    if (!shapes.has(svg))
      shapes.set(svg, [...svg.querySelectorAll('rect')].map(r => [r, r.getBoundingClientRect()]));
    for (const [rect, box] of shapes.get(svg)) {
      if (!(rect.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
      if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
      const style = getComputedStyle(rect);
      if (style.fill === 'none') continue;
      color = over(parse(style.fill).rgb, style.opacity * parse(style.fill).alpha, color);
    }
    return color;
  };
  const judge = (element, ink, paper) => {
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const ratio = contrast(ink, paper);
    if (ratio < (large ? 3 : 4.5)) say(`contrast ${ratio.toFixed(2)}: ${short(element)}`);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const judged = new Set();
  for (let node; (node = walk.nextNode());) {
    const element = node.parentElement;
    if (judged.has(element) || !node.data.trim() || !visible(element) ||
        /^(script|style|title)$/.test(element.localName))
      continue;
    judged.add(element);
    const style = getComputedStyle(element), text = element.closest('text');
    if (!text) {
      judge(element, parse(style.color).rgb, ground(element));
      continue;
    }
    const box = element.getBoundingClientRect(), y = (box.top + box.bottom) / 2;
    for (const share of [0.05, 0.5, 0.95])
      judge(element, parse(style.fill).rgb, under(text, box.left + share * box.width, y));
  }

  // ---- headings in order, links that lead somewhere ----
  let level = 0;
  for (const heading of document.querySelectorAll('h1,h2,h3')) {
    if (+heading.localName[1] > level + 1) say(`a level of headings is left out: ${short(heading)}`);
    level = +heading.localName[1];
  }
  for (const link of document.querySelectorAll('a[href]'))
    if (!link.hash || !document.getElementById(link.hash.slice(1)))
      say(`leads nowhere: ${link.getAttribute('href')}`);
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size < ids.length) say('an id is there twice');

  // ---- what it shows ----
  const texts = list => [...list].map(e => e.textContent);
  const tables = within => Object.fromEntries([...within.querySelectorAll('table:has(caption)')].map(t =>
    [t.caption.querySelector('b').textContent, {
      heads: t.tHead ? texts(t.tHead.rows[0].cells) : [],
      rows: [...t.tBodies[0].rows].map(r => texts(r.cells)),
      sum: t.tFoot ? texts(t.tFoot.rows[0].cells) : null}]));
  const captioned = within => [...within.querySelectorAll('figure:has(figcaption b)')];
  const figures = within => Object.fromEntries(captioned(within).map(f =>
    [f.querySelector('figcaption b').textContent, {
      texts: texts(f.querySelectorAll('svg text')),
      parts: [...f.querySelectorAll('svg rect title')].map(t =>
        [t.textContent, ...['width', 'y'].map(name => +t.parentElement.getAttribute(name))])}]));
  return {
    amiss,
    text: document.body.textContent,
    head: document.querySelector('h1').textContent,
    overview: tables(document.body),
    runs: [...document.querySelectorAll('section.run')].map(s => ({
      title: s.querySelector('h2').textContent,
      tiles: Object.fromEntries([...s.querySelectorAll('.tiles li')].map(li =>
        [li.querySelector('.what').textContent, li.querySelector('.value').textContent])),
      tables: tables(s), figures: figures(s)})),
  };
})()
